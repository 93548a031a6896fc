import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Comparison } from '../../src/replay/compare.ts';
import { joinTallies, Tally } from '../../src/replay/tally.ts';
import type { ReplayTally, Subject } from '../../src/replay/tally.ts';

const subject = (index: number, actor = 'a', tool?: string): Subject => ({
  index,
  decisionId: `dec_${index}`,
  at: '2026-01-01T00:00:00.000Z',
  actor,
  action: 'read',
  target: 'x',
  tool,
});

const comparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.constant('same' as const),
  fc.record({
    change: fc.constantFrom('wider', 'narrower', 'obligations'),
    before: fc.record({ effect: fc.constant('deny' as const), rules: fc.subarray(['r1', 'r2']) }),
    after: fc.record({ effect: fc.constant('allow' as const), rules: fc.subarray(['r2', 'r3']) }),
  }),
);

it('joins parts to what one thread would have found, however the pages were dealt', () => {
  const findings = fc.array(
    fc.record({
      comparison: fc.option(comparison, { nil: undefined }),
      actor: fc.constantFrom('a', 'b'),
      tool: fc.constantFrom(undefined, 's/t'),
      thread: fc.nat(2),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(findings, (found) => {
      const whole = new Tally(3);
      const parts = [new Tally(3), new Tally(3), new Tally(3)];
      found.forEach((one, index) => {
        for (const tally of [whole, parts[one.thread]]) {
          if (one.comparison === undefined) tally?.skip(index, 'gone');
          else tally?.add(subject(index, one.actor, one.tool), one.comparison);
        }
      });
      const joined = joinTallies(
        parts.map((part) => part.counted()),
        3,
      );
      expect(joined).toEqual(joinTallies([whole.counted()], 3));
      expect(flips(joined) + joined.same + skipped(joined)).toBe(found.length);
    }),
  );
});

it('counts a flip for the rules that decided on one side only, or for the one that changed its mind', () => {
  const tally = new Tally(1);
  const side = (effect: 'allow' | 'deny', ...rules: string[]) => ({ effect, rules });
  tally.add(subject(0), {
    change: 'wider',
    before: side('deny', 'gone', 'kept'),
    after: side('allow', 'kept'),
  });
  tally.add(subject(1), { change: 'narrower', before: side('allow', 'kept'), after: side('deny', 'kept') });
  tally.add(subject(2), { change: 'narrower', before: side('allow', 'kept'), after: side('deny') });
  expect(tally.counted().byRule).toEqual([
    { name: 'kept', wider: 0, narrower: 2, obligations: 0 },
    { name: '(default)', wider: 0, narrower: 1, obligations: 0 },
    { name: 'gone', wider: 1, narrower: 0, obligations: 0 },
  ]);
});

it('does not grow with the names that callers choose', () => {
  const tally = new Tally(0);
  const change = {
    change: 'wider',
    before: { effect: 'deny', rules: [] },
    after: { effect: 'allow', rules: [] },
  } as const;
  for (let at = 0; at < 10_050; at += 1) tally.add(subject(at, `actor-${at}`), change);
  const { byActor, samples } = tally.counted();
  expect(byActor).toHaveLength(10_001);
  expect(byActor[0]).toEqual({ name: '(others)', wider: 50, narrower: 0, obligations: 0 });
  expect(samples).toEqual([]);
});

function flips({ wider, narrower, obligations }: ReplayTally): number {
  return wider + narrower + obligations;
}

function skipped({ notReplayable }: ReplayTally): number {
  return notReplayable.reduce((sum, { count }) => sum + count, 0);
}
