import type { PolicyEnvironment } from '../../compile.ts';
import type { Action, Effect } from '../../model.ts';
import type { PolicySet, Rule } from '../../policy-set.ts';
import type { ExportRefusal } from '../refusal.ts';
import { at } from '../refusal.ts';
import { placeOf, refuseWhatNoneSays } from '../translate.ts';
import { all, text } from './expression.ts';
import { matchExpression } from './match.ts';
import { actions, cedarSchema } from './schema.ts';

export type CedarExport =
  | { readonly exported: true; readonly policies: string; readonly schema: string }
  | { readonly exported: false; readonly refusals: readonly ExportRefusal[] };

/**
 * A policy set as Cedar policies and their schema. Cedar knows permit and forbid: each request is asked twice, whether
 * it may proceed and whether a person may be asked, with `cedarRequests`. Obligations, codes and reasons are
 * annotations. Without the built-in protection, which is no part of a set.
 *
 * Refuses the whole set, with all reasons, when Cedar cannot say exactly the same.
 */
export function exportCedar(
  set: PolicySet,
  { workspace, home }: Pick<PolicyEnvironment, 'workspace' | 'home'>,
): CedarExport {
  const refusals: ExportRefusal[] = [];
  refuseWhatNoneSays(set, refusals);
  const rules = set.rules.flatMap((rule, index) => {
    const place = at(placeOf(rule, index, refusals), 'match');
    const condition = matchExpression(rule.match, { effect: rule.effect, base: { workspace, home }, place });
    return policiesOf(rule, condition);
  });
  if (refusals.length > 0) return { exported: false, refusals };
  const head = `// Exported by ZoQore from the policy set ${set.name}; docs/policy-export.md says how to ask.`;
  const policies = [head, inferred, ...defaultsOf(set), ...rules].join('\n\n');
  return { exported: true, policies: `${policies}\n`, schema: cedarSchema };
}

/** What was found inside arguments only hears objections. */
const inferred = `@id("zoqore/inferred") @effect("allow")
permit (principal, action, resource) when { resource.inferred };`;

function defaultsOf(set: PolicySet): readonly string[] {
  return (['allow', 'escalate'] as const).flatMap((effect) => {
    const named = Object.entries(set.default).flatMap(([action, answer]) =>
      answer === effect ? [action] : [],
    );
    if (named.length === 0) return [];
    const asked = named.flatMap((action) =>
      effect === 'allow' ? [action, `ask-${action}`] : [`ask-${action}`],
    );
    return [
      `@id("zoqore/default-${effect}") @effect("${effect}")\n${policy('permit', among(asked), 'true')}`,
    ];
  });
}

function policiesOf(rule: Rule, condition: string): readonly string[] {
  const notes = annotations(rule);
  const { action } = rule.match;
  const write = (kind: 'permit' | 'forbid', questions: readonly Question[], when = condition): string =>
    `${notes}\n${policy(kind, heads(rule.effect, action, questions), when)}`;
  switch (rule.effect) {
    case 'allow':
      return [write('permit', ['proceed', 'ask'], all(['!resource.inferred', condition]))];
    case 'escalate':
      return [write('forbid', ['proceed']), write('permit', ['ask'])];
    case 'deny':
      return [write('forbid', ['proceed', 'ask'])];
    default:
      return rule.effect satisfies never;
  }
}

type Question = 'proceed' | 'ask';

function heads(effect: Effect, named: readonly Action[] | undefined, questions: readonly Question[]): string {
  const about = named === undefined ? actions : effect === 'allow' ? named : [...named, 'unknown' as const];
  return among(
    questions.flatMap((question) => about.map((action) => (question === 'ask' ? `ask-${action}` : action))),
  );
}

function among(names: readonly string[]): string {
  if (names.length === 2 * actions.length) return 'action';
  return `action in [${[...new Set(names)].map((name) => `Action::${text(name)}`).join(', ')}]`;
}

function policy(kind: 'permit' | 'forbid', action: string, condition: string): string {
  const when = condition === 'true' ? '' : ` when {\n  ${condition}\n}`;
  return `${kind} (principal, ${action}, resource)${when};`;
}

function annotations({ id, effect, because, requires, obligations }: Rule): string {
  const notes: readonly (readonly [string, string | undefined])[] = [
    ['id', id],
    ['effect', effect],
    ['because', because],
    ['requires', requires === undefined ? undefined : JSON.stringify(requires)],
    ['obligations', obligations === undefined ? undefined : JSON.stringify(obligations)],
  ];
  return notes
    .flatMap(([name, value]) => (value === undefined ? [] : [`@${name}(${text(value)})`]))
    .join(' ');
}
