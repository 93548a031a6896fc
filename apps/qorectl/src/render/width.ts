const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and fullwidth blocks, and pictographs: two columns in every common terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Columns that neutralised text takes on a terminal. */
export function width(text: string): number {
  // oxlint-disable-next-line no-control-regex -- plain ASCII needs no segmentation
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (!/^\p{M}+$/u.test(segment)) columns += wide.test(segment) ? 2 : 1;
  }
  return columns;
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/**
 * Lines of at most `columns`. Breaks at spaces; a word that is longer than a line goes on where it stands and breaks
 * after a separator (`/`, `-`, `_`, `.`, `:`) where there is one in reach.
 */
export function wrap(text: string, columns: number): readonly string[] {
  const limit = Math.max(1, columns);
  const lines: string[] = [];
  let line = '';
  for (const [i, word] of text.split(' ').entries()) {
    const space = i === 0 || line === '' ? '' : ' ';
    if (width(line) + width(space) + width(word) <= limit) {
      line += space + word;
    } else if (width(word) <= limit) {
      lines.push(line);
      line = word;
    } else {
      // Four columns or fewer are not worth beginning a long word in.
      if (limit - width(line) <= 4) {
        lines.push(line);
        line = '';
      } else {
        line += space;
      }
      const [whole, rest] = breakWord(word, { limit, first: line });
      lines.push(...whole);
      line = rest;
    }
  }
  lines.push(line);
  return lines;
}

/** The full lines that a long word fills, beginning with what stands on the first, and what is left of it. */
function breakWord(
  word: string,
  at: { readonly limit: number; readonly first: string },
): readonly [readonly string[], string] {
  const lines: string[] = [];
  let line = at.first;
  let isFirst = true;
  for (const { segment } of segmenter.segment(word)) {
    if (width(line) + width(segment) > at.limit && line !== '') {
      const start = isFirst ? at.first.length : 0;
      const separator = Math.max(...['/', '-', '_', '.', ':'].map((mark) => line.lastIndexOf(mark)));
      // Within the last half of the line, or the lines would get too short to read.
      const cut = separator >= start + (line.length - start) / 2 ? separator + 1 : line.length;
      lines.push(line.slice(0, cut).trimEnd());
      line = line.slice(cut);
      isFirst = false;
    }
    line += segment;
  }
  return [lines, line];
}
