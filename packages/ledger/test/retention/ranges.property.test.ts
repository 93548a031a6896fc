import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOf, isIn, RangeList, union, without, type Range } from '../../src/retention/ranges.ts';

const size = 64;
const indices = fc.uniqueArray(fc.nat(size - 1));

const listOf = (members: readonly number[]): readonly Range[] => {
  const list = new RangeList();
  for (const index of members.toSorted((a, b) => a - b)) list.add(index, index + 1);
  return list.ranges;
};
const membersOf = (ranges: readonly Range[]): readonly number[] =>
  Array.from({ length: size }, (_, index) => index).filter((index) => isIn(ranges, index));

describe('ranges', () => {
  it('hold what was put into them, as few as they can be', () => {
    fc.assert(
      fc.property(indices, (members) => {
        const ranges = listOf(members);
        expect(membersOf(ranges)).toEqual(members.toSorted((a, b) => a - b));
        expect(countOf(ranges)).toBe(members.length);
        for (const [at, [from]] of ranges.entries()) expect(from).toBeGreaterThan(ranges[at - 1]?.[1] ?? -1);
      }),
    );
  });

  it('are united and taken from each other as sets are', () => {
    fc.assert(
      fc.property(indices, indices, (a, b) => {
        const [left, right] = [listOf(a), listOf(b)];
        expect(union([...right, ...left])).toEqual(listOf([...new Set([...a, ...b])]));
        expect(without(left, right)).toEqual(listOf(a.filter((index) => !b.includes(index))));
      }),
    );
  });
});
