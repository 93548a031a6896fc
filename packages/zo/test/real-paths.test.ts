import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realPathsOf } from '../src/call/real-paths.ts';

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'zo-links-')));
  mkdirSync(join(folder, 'secret'));
  mkdirSync(join(folder, 'work'));
  writeFileSync(join(folder, 'secret', 'key'), '');
  writeFileSync(join(folder, 'work', 'plain.md'), '');
  symlinkSync('../secret', join(folder, 'work', 'notes'));
  symlinkSync('../secret/new', join(folder, 'work', 'dangling'));
  symlinkSync('loop', join(folder, 'work', 'loop'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('realPathsOf', () => {
  const find = (args: Record<string, string | string[]>) => realPathsOf(args, [join(folder, 'work')]);

  it('finds where a link leads, absolute or relative, at any depth', async () => {
    const key = join(folder, 'secret', 'key');
    expect(await find({ path: join(folder, 'work', 'notes', 'key') })).toEqual([key]);
    expect(await find({ paths: ['notes/key'] })).toEqual([key]);
    expect(await find({ uri: `file://${join(folder, 'work', 'notes', 'key')}` })).toEqual([key]);
    expect(await find({ path: `${join(folder, 'work')}/%6eotes/key` })).toEqual([key]);
  });

  it('finds where a file would be written that is not there yet', async () => {
    expect(await find({ path: 'notes/a/new' })).toEqual([join(folder, 'secret', 'a', 'new')]);
  });

  it('follows a link whose target is not there yet', async () => {
    expect(await find({ path: 'dangling' })).toEqual([join(folder, 'secret', 'new')]);
  });

  it('names a relative path in full when it is there', async () => {
    expect(await find({ path: 'plain.md' })).toEqual([join(folder, 'work', 'plain.md')]);
  });

  it('refuses what is too much to look at, instead of passing some over', async () => {
    const paths = Array.from({ length: 3_000 }, (_, i) => `docs/${i}.md`);
    await expect(find({ paths })).rejects.toMatchObject({ code: 'CALL_TOO_LARGE' });
  });

  it('says nothing of what has no link in it, loops or is no path', async () => {
    expect(
      await find({ encoding: 'utf-8', text: 'two\nlines', nul: 'a\0b', folder: join(folder, 'work/') }),
    ).toEqual([]);
    expect(await find({ path: 'loop' })).toEqual([]);
  });
});
