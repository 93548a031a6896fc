import type { PolicyEnvironment } from '../../compile.ts';
import type { PolicySet, Rule } from '../../policy-set.ts';
import type { ExportRefusal } from '../refusal.ts';
import { at } from '../refusal.ts';
import { placeOf, refuseWhatNoneSays } from '../translate.ts';
import { all, clause, Functions } from './expression.ts';
import { matchBody } from './match.ts';
import { prelude } from './prelude.ts';
import { set as setOf, term } from './text.ts';

export type RegoExport =
  | { readonly exported: true; readonly module: string }
  | { readonly exported: false; readonly refusals: readonly ExportRefusal[] };

/**
 * A policy set as a Rego v1 module, `package zoqore.policy`: `decision` is `deny`, `escalate` or `allow`, `verdict` adds
 * the deciding rules with their obligations, codes and reasons. Its `input` is a `requestDocument`. Without the
 * built-in protection, which is no part of a set.
 *
 * Refuses the whole set, with all reasons, when Rego cannot say exactly the same.
 */
export function exportRego(
  set: PolicySet,
  { workspace, home }: Pick<PolicyEnvironment, 'workspace' | 'home'>,
): RegoExport {
  const refusals: ExportRefusal[] = [];
  refuseWhatNoneSays(set, refusals);
  const functions = new Functions();
  const hits = set.rules.map((rule, index) => {
    const place = at(placeOf(rule, index, refusals), 'match');
    const context = { effect: rule.effect, base: { workspace, home }, functions };
    const body = all([
      'some at, resource in input.resources',
      listens(rule),
      matchBody(rule.match, context, place),
    ]);
    return clause(`hits contains [at, ${term(rule.id)}]`, body);
  });
  if (refusals.length > 0) return { exported: false, refusals };
  const module = [
    `# Exported by ZoQore from the policy set ${set.name}; docs/policy-export.md says what the input is.`,
    'package zoqore.policy',
    'import rego.v1',
    prelude.trimEnd(),
    `defaults := ${term(set.default)}`,
    `rules := {\n${set.rules.map((rule) => `\t${term(rule.id)}: ${term(notesOf(rule))},\n`).join('')}}`,
    ...(hits.length === 0 ? ['hits := set()'] : hits),
    functions.text,
  ];
  return { exported: true, module: `${module.filter((part) => part !== '').join('\n\n')}\n` };
}

/** Allow rules are not for what was found inside arguments; the others are for what has an unknown action too. */
function listens({ effect, match }: Rule): string {
  const isDeclared = effect === 'allow' ? 'resource.certainty == "declared"' : 'true';
  if (match.action === undefined) return isDeclared;
  const named = effect === 'allow' ? match.action : [...match.action, 'unknown'];
  return all([isDeclared, `resource.action in ${setOf(named)}`]);
}

function notesOf({ effect, because, requires, obligations }: Rule) {
  return {
    effect,
    because: because === undefined ? [] : [because],
    requires: requires ?? [],
    obligations: obligations ?? [],
  };
}
