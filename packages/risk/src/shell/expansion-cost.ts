/** The parser reads an unclosed `${` to the end of the text once for each level that it is nested. */
export function expansionCost(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = text.indexOf('${'); at >= 0 && deepest < 256; at = text.indexOf('${', at + 2)) {
    depth = text.indexOf('}', at) < 0 ? depth + 1 : 0;
    deepest = Math.max(deepest, depth);
  }
  return deepest < 8 ? 0 : (deepest * text.length) / 16;
}
