import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readNote } from '../src/input.ts';

const folder = mkdtempSync(join(tmpdir(), 'qorectl-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([
  ['a\n\n— k x\n', 'a\n\n— k x\n'],
  ['a\n\n— k x\n\n', 'a\n\n— k x\n'],
  ['a\n\n— k x\n\n\n', 'a\n\n— k x\n\n'],
  ['a\n\n— k x', 'a\n\n— k x'],
  ['', ''],
])('of %j a note is %j: one line feed too many is what jq -r adds', async (written, read) => {
  writeFileSync(join(folder, 'note'), written);
  expect(await readNote('note', folder)).toBe(read);
});
