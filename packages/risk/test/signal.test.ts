import { expect, it } from 'vitest';
import { inspectPath } from '../src/index.ts';

it('cuts evidence without leaving half a character behind', () => {
  const place = { workspace: '/work', home: '/home/ada' };
  for (let length = 100; length < 900; length += 1) {
    const { signals } = inspectPath(`/etc/${'a'.repeat(length)}😀😀/shadow`, place);
    for (const { evidence } of signals) expect(evidence.isWellFormed()).toBe(true);
  }
});
