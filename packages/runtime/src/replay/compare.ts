import { evaluate } from '@zoqore/policy';
import type { CompiledPolicy, Effect, PolicyInput, Verdict } from '@zoqore/policy';

/** What another policy would have done with a request, beside the one it is compared with. */
export type Comparison = 'same' | Flip;

export interface Flip {
  readonly change: Change;
  readonly before: Side;
  readonly after: Side;
}

/** `obligations`: the same answer, but other things to be held to. */
export type Change = 'wider' | 'narrower' | 'obligations';

export interface Side {
  readonly effect: Effect;
  /** Ids of the deciding rules; none when the default decided. */
  readonly rules: readonly string[];
}

const strictness: { readonly [effect in Effect]: number } = { allow: 0, escalate: 1, deny: 2 };

/** One request under two policies. Other rules that come to the same are no flip. */
export function compare(before: CompiledPolicy, after: CompiledPolicy, input: PolicyInput): Comparison {
  const was = evaluate(before, input);
  const is = evaluate(after, input);
  const change = changeBetween(was, is);
  return change === undefined ? 'same' : { change, before: sideOf(was), after: sideOf(is) };
}

type Answered = Pick<Verdict, 'effect' | 'obligations'>;

/** What differs for whoever asks; undefined when nothing does. */
export function changeBetween(was: Answered, is: Answered): Change | undefined {
  if (was.effect !== is.effect) return strictness[is.effect] < strictness[was.effect] ? 'wider' : 'narrower';
  // Who is refused is held to nothing.
  if (is.effect === 'deny' || obligationsOf(was) === obligationsOf(is)) return undefined;
  return 'obligations';
}

function obligationsOf({ obligations }: Answered): string {
  return obligations.length === 0
    ? ''
    : obligations
        .map((obligation) => JSON.stringify(obligation))
        .toSorted()
        .join();
}

function sideOf({ effect, rules }: Verdict): Side {
  return { effect, rules };
}
