import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signNote } from '@zoqore/ledger';
import { generateX25519Identity } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractArchive } from '../../src/archive/extract-archive.ts';
import { partBytes, partsOf } from '../../src/archive/manifest.ts';
import { readArchive } from '../../src/archive/read-archive.ts';
import type { PartReceiver } from '../../src/archive/read-archive.ts';
import { writeArchive } from '../../src/archive/write-archive.ts';
import type { ArchiveContents } from '../../src/archive/write-archive.ts';
import { about, identity, keys, recipients, signer } from './sealed.ts';

const drain: PartReceiver = async (_part, chunks) => {
  for await (const chunk of chunks) expect(chunk.length).toBeGreaterThan(0);
};

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-archive-'));
  await mkdir(join(folder, 'from'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function contents(files: Record<string, string | Uint8Array>): Promise<ArchiveContents> {
  const sources = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, 'from', name.replaceAll('/', '_'));
    await writeFile(path, content);
    sources.push({ name, path });
  }
  return { about, sources, recipients, sign: async (text) => await signNote(text, signer) };
}

describe('an archive', () => {
  it('gives back what went in, under the names that the installation has for it', async () => {
    const big = randomBytes(300_000);
    const path = join(folder, 'a.qbak');
    const written = await writeArchive(
      path,
      await contents({ 'ledger/entries': big, 'config/zoqore.yaml': 'a: 1\n', empty: '', again: big }),
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(written.bytes).toBe((await stat(path)).size);
    const read = await extractArchive(path, join(folder, 'gen'), {
      identities: [identity],
      keys,
      place: (name) => `x/${name}`,
    });
    expect(read).toEqual({ ...written, signedBy: keys });
    expect(await readFile(join(folder, 'gen/x/ledger/entries'))).toEqual(big);
    expect(await readFile(join(folder, 'gen/x/again'))).toEqual(big);
    expect(await readFile(join(folder, 'gen/x/config/zoqore.yaml'), 'utf8')).toBe('a: 1\n');
    expect(await readFile(join(folder, 'gen/x/empty'), 'utf8')).toBe('');
    expect((await stat(join(folder, 'gen/x/ledger/entries'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'gen/x/ledger'))).mode & 0o777).toBe(0o700);
    expect(await readdir(folder)).toEqual(['a.qbak', 'from', 'gen']);
  });

  it('opens for none but its recipients', async () => {
    const path = join(folder, 'a.qbak');
    await writeArchive(path, await contents({ a: 'secret' }));
    const stranger = await generateX25519Identity();
    await expect(readArchive(path, { identities: [stranger], keys }, () => drain)).rejects.toMatchObject({
      code: 'BACKUP_KEY_WRONG',
    });
    await expect(
      readArchive(path, { identities: ['AGE-SECRET-KEY-1XX'], keys }, () => drain),
    ).rejects.toMatchObject({
      code: 'BACKUP_KEY_INVALID',
      message: expect.not.stringContaining('1XX') as string,
    });
  });

  it('is not written over what is there', async () => {
    const path = join(folder, 'a.qbak');
    await writeArchive(path, await contents({ a: 'first' }));
    const before = await readFile(path);
    await expect(writeArchive(path, await contents({ a: 'second' }))).rejects.toMatchObject({
      code: 'BACKUP_TARGET_EXISTS',
    });
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['a.qbak', 'from']);
  });

  it('is written by one of two at once', async () => {
    const path = join(folder, 'a.qbak');
    const given = await contents({ a: 'x'.repeat(100_000) });
    const ended = await Promise.allSettled([writeArchive(path, given), writeArchive(path, given)]);
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await readArchive(path, { identities: [identity], keys }, () => drain);
    expect(await readdir(folder)).toEqual(['a.qbak', 'from']);
  });

  it('is not made of a file that is written to meanwhile', async () => {
    const given = await contents({ a: 'x'.repeat(100_000) });
    const sign = async (text: string): Promise<string> => {
      // Between the reading that the manifest tells of and the one that goes into the archive.
      await writeFile(given.sources[0]?.path ?? '', 'y'.repeat(100_000));
      return await given.sign(text);
    };
    await expect(writeArchive(join(folder, 'a.qbak'), { ...given, sign })).rejects.toMatchObject({
      code: 'BACKUP_SOURCE_CHANGED',
    });
    expect(await readdir(folder)).toEqual(['from']);
  });

  it('is made for somebody, and of names that it can hold', async () => {
    const path = join(folder, 'a.qbak');
    const given = await contents({ a: 'x' });
    for (const none of [[], ['age1nobody'], [identity]]) {
      const made = writeArchive(path, { ...given, recipients: none });
      await expect(made).rejects.toMatchObject({ code: 'BACKUP_KEY_INVALID' });
      await expect(made).rejects.not.toMatchObject({ message: expect.stringContaining(identity) as string });
    }
    for (const name of ['../a', '/a', 'A', 'a//b', 'a/', '.', 'a b', 'ä', '']) {
      const sources = given.sources.map((source) => ({ ...source, name }));
      await expect(writeArchive(path, { ...given, sources })).rejects.toMatchObject({
        code: 'BACKUP_MALFORMED',
      });
    }
    expect(await readdir(folder)).toEqual(['from']);
  });

  it('is extracted only into a folder that was not there, and only what has a place', async () => {
    const path = join(folder, 'a.qbak');
    await writeArchive(path, await contents({ a: 'x', b: 'y' }));
    const options = { identities: [identity], keys, place: (name: string) => name };
    await mkdir(join(folder, 'gen'));
    await writeFile(join(folder, 'gen/mine'), 'mine');
    await expect(extractArchive(path, join(folder, 'gen'), options)).rejects.toMatchObject({
      code: 'BACKUP_TARGET_EXISTS',
    });
    expect(await readdir(join(folder, 'gen'))).toEqual(['mine']);
    for (const place of [(name: string) => (name === 'a' ? 'a' : undefined), () => 'same']) {
      await expect(extractArchive(path, join(folder, 'other'), { ...options, place })).rejects.toMatchObject({
        code: 'BACKUP_CONTENT_UNKNOWN',
      });
    }
    const refusal = new Error('not this one');
    await expect(
      extractArchive(path, join(folder, 'other'), {
        ...options,
        accept: ({ installation }) => {
          if (installation === 'home') throw refusal;
        },
      }),
    ).rejects.toBe(refusal);
    expect(await readdir(folder)).toEqual(['a.qbak', 'from', 'gen']);
  });

  it('names the parts of long files, and stores equal ones once', async () => {
    const long = Buffer.alloc(partBytes * 2 + 5, 'long');
    const path = join(folder, 'a.qbak');
    const { manifest, bytes } = await writeArchive(path, await contents({ long }));
    expect(manifest.files[0]?.parts.map((part) => part.bytes)).toEqual([partBytes, partBytes, 5]);
    expect(partsOf(manifest)).toHaveLength(2);
    expect(bytes).toBeLessThan(100_000);
    await extractArchive(path, join(folder, 'gen'), { identities: [identity], keys, place: (name) => name });
    expect((await readFile(join(folder, 'gen/long'))).equals(long)).toBe(true);
  });
});
