import { describe, expect, it } from 'vitest';
import { createScreen, screenOf } from '../../src/render/screen.ts';
import { fields, table } from '../../src/render/table.ts';
import { width } from '../../src/render/width.ts';

const plain = (columns: number) => createScreen({ isTerminal: true, columns, hasColour: false });
const columns = [
  { title: 'ID' },
  { title: 'ACTOR', isFlexible: true },
  { title: 'ASKS TO', isFlexible: true },
] as const;

describe('table', () => {
  it('aligns columns under their titles', () => {
    expect(
      table(plain(80), columns, [
        [{ text: 'a7f3' }, { text: 'claude' }, { text: 'run ls' }],
        [{ text: 'b2' }, { text: 'zo' }, { text: 'read x' }],
      ]),
    ).toEqual(['ID    ACTOR   ASKS TO', 'a7f3  claude  run ls', 'b2    zo      read x']);
  });

  it.each([60, 80, 120])('keeps within %i columns and wraps long values under their column', (size) => {
    const lines = table(plain(size), columns, [
      [{ text: 'a7f3' }, { text: 'x'.repeat(90) }, { text: 'word '.repeat(60).trim() }],
    ]);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(size);
    expect(lines.join('').match(/word/g)).toHaveLength(60);
    expect(lines[2]?.startsWith('      ')).toBe(true);
  });

  it('counts wide characters as two columns', () => {
    const [, first, second] = table(plain(80), columns, [
      [{ text: '字字' }, { text: 'a' }, { text: 'b' }],
      [{ text: 'abcd' }, { text: 'a' }, { text: 'b' }],
    ]);
    expect(first).toBe('字字  a      b');
    expect(second).toBe('abcd  a      b');
  });

  it('becomes blocks where columns would be too narrow to read', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ title: `T${i}`, isFlexible: true }));
    const lines = table(plain(60), many, [many.map(() => ({ text: 'value '.repeat(8).trim() }))]);
    expect(lines[0]?.startsWith('t0  value')).toBe(true);
    for (const line of lines) expect(width(line)).toBeLessThanOrEqual(60);
  });
});

describe('fields', () => {
  it('wraps values under themselves', () => {
    expect(
      fields(plain(60), [
        ['a', 'b'],
        ['name', 'word '.repeat(14).trim()],
      ]),
    ).toEqual([
      'a     b',
      'name  word word word word word word word word word word word',
      '      word word word',
    ]);
  });
});

describe('screenOf', () => {
  const terminal = { isTTY: true, columns: 90 };
  it.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', { isTTY: false }, {}, false],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['FORCE_COLOR on a pipe', { isTTY: false }, { FORCE_COLOR: '1' }, false],
  ] as const)('decides colour for %s', (_, stream, environment, isColoured) => {
    expect(screenOf(stream, environment).paint('bad', 'x') !== 'x').toBe(isColoured);
  });
});
