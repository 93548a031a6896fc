import { describe, expect, it } from 'vitest';
import { removalText } from '../../src/render/retention.ts';
import { createScreen } from '../../src/render/screen.ts';

const screen = createScreen({ isTerminal: true, columns: 200, hasColour: true });
const removal = {
  act: 'prune' as const,
  isDone: true,
  ranges: [],
  entries: 0,
  leaves: 0,
  held: [],
  kept: 0,
  unarchived: 0,
  receipts: [],
};

describe('what is said of a removal', () => {
  it('says of one that removed nothing that nothing was changed, in no colour of success', () => {
    const [head, ...more] = removalText(screen, removal);
    expect(head).toBe(`${screen.paint('warn', 'pruned')}  0 entries`);
    expect(more).toEqual(['nothing was changed']);
  });

  it('warns of a journal that still holds what was removed', () => {
    const lines = removalText(screen, {
      ...removal,
      ranges: [[0, 7]],
      entries: 7,
      leaves: 7,
      isForgotten: false,
    });
    expect(lines.join('\n')).toContain(
      `${screen.paint('warn', 'unfinished')}  the journal could not be rewritten`,
    );
  });

  it('says what was passed over, and until when', () => {
    const needed = { from: 7, until: '2026-11-25T03:00:00.000Z', entries: 2 };
    const [head, line] = removalText(screen, {
      ...removal,
      ranges: [[0, 7]],
      entries: 7,
      leaves: 7,
      needed,
    }).filter((text) => /pruned|needed/.test(text));
    expect(head).toBe(`${screen.paint('good', 'pruned')}  7 entries`);
    expect(line).toMatch(/2 stay: .* from entry 7 until 2026-11-25T03:00:00\.000Z/);
  });
});
