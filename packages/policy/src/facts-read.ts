import type { Condition } from './condition.ts';
import type { Json } from './model.ts';
import type { Subject } from './subject.ts';
import { compareText } from './verdict.ts';

/** Conditions that stand for what they look at: one of each name, sorted. Those of the same name look at the same. */
export type FactsRead = readonly Condition[];

/** After none of the conditions, after the first of them, and so on to all: what they have looked at. */
export function factsReadBy(conditions: readonly Condition[]): readonly FactsRead[] {
  return Array.from({ length: conditions.length + 1 }, (_, count) => {
    const read = conditions.slice(0, count).filter(({ fact }) => fact !== 'request');
    const byName = new Map(read.map((condition) => [condition.name, condition]));
    return [...byName.values()].toSorted((left, right) => compareText(left.name, right.name));
  });
}

/**
 * Gives one list to all rules that look at the same: a thousand rules differ in a handful of ways in this, and what is read
 * again and again stays in the cache of the processor.
 */
export function sharing(): (facts: readonly FactsRead[]) => readonly FactsRead[] {
  const known = new Map<string, FactsRead>();
  return (facts) =>
    facts.map((each) => {
      const key = each.map(({ name }) => name).join('\n');
      const same = known.get(key);
      if (same === undefined) known.set(key, each);
      return same ?? each;
    });
}

/** What either of them looks at. */
export function joined(left: FactsRead, right: FactsRead): FactsRead {
  if (left === right || right.length === 0) return left;
  if (left.length === 0) return right;
  const both: Condition[] = [];
  let [atLeft, atRight] = [0, 0];
  for (;;) {
    const [one, other] = [left[atLeft], right[atRight]];
    const next = other === undefined || (one !== undefined && one.name <= other.name) ? one : other;
    if (next === undefined) return both;
    if (one?.name === next.name) atLeft++;
    if (other?.name === next.name) atRight++;
    both.push(next);
  }
}

export function readInto(facts: Record<string, Json>, read: FactsRead, subject: Subject): void {
  for (const condition of read) facts[condition.name] = condition.found(subject);
}
