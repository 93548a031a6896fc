import { expect, it } from 'vitest';
import { advice, witnessesFirst } from '../../src/render/ledger-keys.ts';
import { createScreen } from '../../src/render/screen.ts';
import { width } from '../../src/render/width.ts';

const screen = createScreen({ isTerminal: true, columns: 60, hasColour: false, command: './qorectl' });

it('gives advice within the screen, with commands as they are typed', () => {
  const lines = advice(screen, 'whoever has this key alone needs the history: qorectl ledger keys export');
  expect(lines.join(' ')).toContain('./qorectl ledger keys export');
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(60);
});

it('names the witnesses that need the new key, where there are any', () => {
  expect(witnessesFirst(screen, undefined)).toEqual([]);
  expect(witnessesFirst(screen, { anchors: [] })).toEqual([]);
  const witness = { name: 'witness.example/w1', url: 'https://witness.example' };
  const lines = witnessesFirst(screen, { anchors: [], witnesses: { quorum: 1, witnesses: [witness] } });
  expect(lines.join(' ')).toMatch(/^first give the new key .* to the witnesses, witness\.example\/w1: /);
});
