/** Indices `from` to before `to`. Lists of them ascend and do not touch. */
export type Range = readonly [from: number, to: number];

/** By halves: lists have up to a thousand, and are asked for each entry. */
export function isIn(ranges: readonly Range[], index: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [from, to] = ranges[middle] ?? [0, 0];
    if (index < from) high = middle;
    else if (index >= to) low = middle + 1;
    else return true;
  }
  return false;
}

export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Of ranges in any order, as a list. */
export function union(ranges: readonly Range[]): readonly Range[] {
  const united: [number, number][] = [];
  for (const [from, to] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = united.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else united.push([from, to]);
  }
  return united;
}

/** What of `ranges` is in none of `others`. */
export function without(ranges: readonly Range[], others: readonly Range[]): readonly Range[] {
  const left: Range[] = [];
  let next = 0;
  for (const [start, to] of ranges) {
    let from = start;
    while ((others[next]?.[1] ?? Infinity) <= from) next += 1;
    for (let at = next; from < to; at += 1) {
      const [hole, end] = others[at] ?? [to, to];
      if (hole > from) left.push([from, Math.min(hole, to)]);
      from = Math.max(from, end);
    }
  }
  return left;
}

/** Takes ranges in order and keeps them as a list. */
export class RangeList {
  readonly #ranges: [number, number][] = [];

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  add(from: number, to: number): void {
    const last = this.#ranges.at(-1);
    if (last?.[1] === from) last[1] = to;
    else this.#ranges.push([from, to]);
  }
}
