import type { Effect, Obligation, Verdict } from '../model.ts';

const strictness: { readonly [effect in Effect]: number } = { allow: 0, escalate: 1, deny: 2 };

export function isLessStrict(effect: Effect, than: Effect): boolean {
  return strictness[effect] < strictness[than];
}

/** One thing that an answer asks for, small enough that two of them can be compared. */
export type Duty =
  | { readonly type: 'limit'; readonly atMost: number }
  | { readonly type: 'quorum'; readonly atLeast: number }
  /** A field to redact, any other obligation, or a required action: the same text is the same duty. */
  | { readonly type: 'named'; readonly name: string };

export function dutiesOf(answer: {
  readonly obligations: readonly Obligation[];
  readonly requires: readonly string[];
}): readonly Duty[] {
  return [
    ...answer.obligations.flatMap((obligation): Duty[] => {
      if (obligation.type === 'limit') return [{ type: 'limit', atMost: obligation.perMinute }];
      if (obligation.type === 'quorum') return [{ type: 'quorum', atLeast: obligation.count }];
      if (obligation.type === 'redact') {
        return obligation.fields.map((field) => ({ type: 'named', name: `redact ${field}` }));
      }
      const { type, ...what } = obligation;
      const value = Object.values(what)[0];
      return [{ type: 'named', name: value === undefined ? type : `${type} ${value}` }];
    }),
    ...answer.requires.map((code): Duty => ({ type: 'named', name: `requires ${code}` })),
  ];
}

export function dutyInWords(duty: Duty): string {
  if (duty.type === 'limit') return `limit ${duty.atMost} a minute`;
  return duty.type === 'quorum' ? `quorum ${duty.atLeast}` : duty.name;
}

/** True when one of the duties asks for as much. */
export function isKept(duty: Duty, by: readonly Duty[]): boolean {
  return by.some((other) => {
    if (duty.type === 'limit') return other.type === 'limit' && other.atMost <= duty.atMost;
    if (duty.type === 'quorum') return other.type === 'quorum' && other.atLeast >= duty.atLeast;
    return other.type === 'named' && other.name === duty.name;
  });
}

/**
 * What the second verdict lets through that the first does not: a less strict effect or, for the same effect, a duty
 * that is gone. A denial has none that matter. Undefined when it lets through no more.
 */
export function widening(
  before: Verdict,
  after: Verdict,
): { readonly effect: true } | { readonly dropped: Duty } | undefined {
  if (before.effect !== after.effect) {
    return isLessStrict(after.effect, before.effect) ? { effect: true } : undefined;
  }
  if (before.effect === 'deny') return undefined;
  const kept = dutiesOf({ obligations: after.obligations, requires: after.requiredActions });
  const dropped = dutiesOf({ obligations: before.obligations, requires: before.requiredActions }).find(
    (duty) => !isKept(duty, kept),
  );
  return dropped === undefined ? undefined : { dropped };
}
