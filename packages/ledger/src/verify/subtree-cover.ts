/** A full subtree: the leaves from `index · 2^height` to before `(index + 1) · 2^height`. */
export interface FullSubtree {
  readonly height: number;
  readonly index: number;
}

/**
 * The fewest full subtrees that hold the leaves from `start` to before `end`, left to right. From 0 they are the
 * frontier of `end`; at most 2 · 53 of them.
 */
export function subtreeCover(start: number, end: number): readonly FullSubtree[] {
  const cover: FullSubtree[] = [];
  for (let at = start; at < end;) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height += 1;
    cover.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return cover;
}
