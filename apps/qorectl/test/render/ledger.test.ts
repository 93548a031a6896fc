import { describe, expect, it } from 'vitest';
import { exportedText, headText, verifiedText } from '../../src/render/ledger.ts';
import { createScreen } from '../../src/render/screen.ts';

const screen = (columns: number) => createScreen({ isTerminal: true, columns, hasColour: false });
const root = 'a'.repeat(64);

describe('what was verified', () => {
  it('has its digits grouped', () => {
    expect(verifiedText(screen(80), { size: 12_289, root }, 1.04)).toEqual([
      'verified  all 12,289 entries in 1.0 s',
      `root      ${root}`,
    ]);
    expect(verifiedText(screen(80), { size: 12_289, from: 8192 }, 1)[0]).toBe(
      'verified  entries 8,192 to 12,288 in 1.0 s',
    );
  });

  it('names the first ten removals and counts the others', () => {
    const removals = Array.from({ length: 1500 }, (_, by) => ({
      by,
      act: 'pruned',
      first: 0,
      last: 1,
      entries: 2,
      leaves: 2,
    }));
    const lines = verifiedText(screen(80), { size: 20, removals }, 1).slice(1);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('pruned    2 entries, from 0 to 1, by entry 0');
    expect(lines.at(-1)).toBe('and 1,490 more removals: --json lists them all');
    expect(verifiedText(screen(80), { size: 20, removals: removals.slice(0, 10) }, 1)).toHaveLength(11);
  });
});

it('leaves hashes whole on a narrow screen, to be copied', () => {
  const head = { log: 'zoqore/x/main', size: 3, root, chain: 'b'.repeat(64) };
  const lines = headText(screen(60), head, 'key', undefined);
  expect(lines).toContain(`root   ${root}`);
  expect(lines).toContain(`chain  ${'b'.repeat(64)}`);
});

it('says which entry bundles a static log does not have', () => {
  const done = { format: 'tiles', out: '/x', from: 0, to: 900, size: 900, bytes: 5 };
  const leftOut: [number, number][] = [
    [0, 512],
    [768, 900],
  ];
  const lines = exportedText(screen(100), { ...done, leftOut });
  expect(lines.slice(2)).toEqual([
    'left out  the bundles of entries 0 to 511: leaves in them were removed; their hashes are there',
    'left out  the bundles of entries 768 to 899: leaves in them were removed; their hashes are there',
  ]);
  expect(exportedText(screen(100), { ...done, leftOut: [] })).toHaveLength(2);
});
