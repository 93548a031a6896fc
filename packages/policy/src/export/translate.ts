import type { PolicySet, Rule } from '../policy-set.ts';
import type { ExportRefusal, Place } from './refusal.ts';
import { at, refuse } from './refusal.ts';

/**
 * How to say each key of `T` in another language, as one expression that must hold. A key that the policy language
 * gains does not compile until it stands here.
 */
export type Phrases<T> = {
  readonly [K in keyof Required<T>]: (value: NonNullable<Required<T>[K]>, place: Place) => string;
};

/** The expressions of all keys. A key without a phrase, from a set that a later version made, is refused. */
export function phrased<T extends object>(value: T, phrases: Phrases<T>, place: Place): readonly string[] {
  return Object.entries(value).flatMap(([key, part]) => {
    if (part === undefined) return [];
    const say: unknown = Object.hasOwn(phrases, key) ? Reflect.get(phrases, key) : undefined;
    const here = at(place, key);
    return [
      typeof say === 'function' ? String(say(part, here)) : refuse(here, 'is not known to this export'),
    ];
  });
}

const ruleKeys: { readonly [K in keyof Required<Rule>]: true } = {
  id: true,
  effect: true,
  match: true,
  when: true,
  because: true,
  requires: true,
  obligations: true,
  // They were run when the set was compiled, and mean nothing to a request.
  examples: true,
};
const setKeys: { readonly [K in keyof Required<PolicySet>]: true } = {
  apiVersion: true,
  name: true,
  description: true,
  default: true,
  rules: true,
  marks: true,
};

/** Why labels that a request would give are not said. */
export const keptElsewhere = 'depends on the marks of the set, which the runtime keeps of sessions';

/** What no other language says: CEL, and keys that this version does not know. */
export function refuseWhatNoneSays(set: PolicySet, refusals: ExportRefusal[]): void {
  const whole: Place = { rule: set.name, path: [], refusals };
  for (const key of Object.keys(set)) {
    if (!Object.hasOwn(setKeys, key)) refuse(at(whole, key), 'is not known to this export');
  }
  set.marks?.forEach(({ id }, index) => {
    refuse(
      { rule: id, path: ['marks', index], refusals },
      'marks a session, and nothing else keeps what sessions did',
    );
  });
  set.rules.forEach((rule, index) => {
    const place = placeOf(rule, index, refusals);
    for (const key of Object.keys(rule)) {
      if (!Object.hasOwn(ruleKeys, key)) refuse(at(place, key), 'is not known to this export');
    }
    if (rule.when !== undefined)
      refuse(at(place, 'when'), 'is CEL, whose errors and types exist nowhere else');
  });
}

export function placeOf(rule: Rule, index: number, refusals: ExportRefusal[]): Place {
  return { rule: rule.id, path: ['rules', index], refusals };
}
