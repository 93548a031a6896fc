import type { Action, Effect, Match, PolicyInput, PolicySet, Resource, Rule } from '@zoqore/policy';
import type { Places } from './glob.ts';
import { caseless, segmentsOf } from './glob.ts';
import { matches } from './match.ts';

export interface NaiveVerdict {
  readonly effect: Effect;
  /** Sorted. */
  readonly rules: readonly string[];
  readonly isDefault: boolean;
  readonly judgements: readonly { readonly effect: Effect; readonly rules: readonly string[] }[];
}

const order: readonly Effect[] = ['allow', 'escalate', 'deny'];

/**
 * What docs/policy.md says, in the shortest words: every rule on every resource, nothing compiled, nothing indexed and
 * nothing taken from the library but its types.
 */
export function naiveVerdict(
  set: PolicySet,
  input: PolicyInput,
  places: Places & { readonly protectedPaths: readonly string[] },
): NaiveVerdict {
  if (!input.resources.some(({ certainty }) => certainty === 'declared')) {
    return { effect: 'deny', rules: [], isDefault: false, judgements: [] };
  }
  const gained = gainedBy(set, input, places);
  const judgements = input.resources.map((resource) => {
    const isInferred = resource.certainty === 'inferred';
    const action = actionOf(input, resource);
    const matching = set.rules.flatMap((rule): Pick<Rule, 'id' | 'effect'>[] => {
      if (isInferred && rule.effect === 'allow') return [];
      if (!isAbout(rule.match, action)) return [];
      return matches(rule, { input, resource, action, gained, places }) ? [rule] : [];
    });
    if (places.protectedPaths.some((path) => touches(resource, action, path))) {
      matching.push({ id: 'zoqore/self-protection', effect: 'deny' });
    }
    const strictest = (['deny', 'escalate', 'allow'] as const).find((effect) =>
      matching.some((rule) => rule.effect === effect),
    );
    if (strictest === undefined) {
      return { effect: isInferred || action === undefined ? 'allow' : set.default[action], rules: [] };
    }
    const deciding = matching.filter(({ effect }) => effect === strictest);
    return { effect: strictest, rules: deciding.map(({ id }) => id).sort() };
  });
  const effect = order[Math.max(...judgements.map((each) => order.indexOf(each.effect)))] ?? 'deny';
  const rules = [...new Set(judgements.flatMap((each) => (each.effect === effect ? each.rules : [])))].sort();
  return { effect, rules, isDefault: rules.length === 0, judgements };
}

/** A mark is read as strictly as a deny rule, on what was inferred too, and asks nothing of what marks give. */
function gainedBy({ marks = [] }: PolicySet, input: PolicyInput, places: Places): readonly string[] {
  return marks.flatMap(({ label, match, when }) => {
    const mark = { match, effect: 'deny', ...(when === undefined ? {} : { when }) } as const;
    const isMet = input.resources.some((resource) => {
      const action = actionOf(input, resource);
      return isAbout(match, action) && matches(mark, { input, resource, action, gained: [], places });
    });
    return isMet ? label : [];
  });
}

/** Undefined for an inferred path of unknown access. */
function actionOf(input: PolicyInput, resource: Resource): Action | undefined {
  if (resource.action !== undefined) return resource.action;
  return resource.certainty === 'inferred' && resource.kind === 'path' ? undefined : input.action;
}

function isAbout({ action }: Match, asked: Action | undefined): boolean {
  return asked === undefined || action === undefined || action.includes(asked);
}

/** Paths alone; commands and URLs that lead to a protected path have tests of their own. */
function touches(resource: Resource, action: Action | undefined, guarded: string): boolean {
  if (resource.kind !== 'path') return false;
  const path = segmentsOf(caseless(resource.path)).join('/');
  const wall = segmentsOf(caseless(guarded)).join('/');
  if (`${path}/`.startsWith(`${wall}/`)) return true;
  const changes = action === 'write' || action === 'admin';
  return changes && (path === '' || `${wall}/`.startsWith(`${path}/`));
}
