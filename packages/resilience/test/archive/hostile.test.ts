import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { createSigner, signNote } from '@zoqore/ledger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractArchive } from '../../src/archive/extract-archive.ts';
import { formatManifest } from '../../src/archive/manifest.ts';
import type { Manifest } from '../../src/archive/manifest.ts';
import {
  about,
  encrypt,
  endOfTar,
  identity,
  keys,
  manifestOf,
  rawEntry,
  seal,
  sha256,
  signatureOf,
  signer,
} from './sealed.ts';
import type { RawEntry } from './sealed.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-hostile-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What extracting says of these bytes: its code, and that it left nothing. */
async function codeOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'a.qbak');
  await writeFile(path, bytes);
  const into = join(folder, 'into');
  const code = await extractArchive(path, into, { identities: [identity], keys, place: (name) => name }).then(
    () => 'extracted',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
  if (code !== 'extracted') expect(await readdir(folder)).toEqual(['a.qbak']);
  await rm(into, { recursive: true, force: true });
  return code;
}

const content = 'what is in it';
const manifest = manifestOf({ a: content });
const blob: RawEntry = { name: `sha256/${sha256(content)}`, content };
const signature = await signatureOf(manifest);
const head = [
  rawEntry({ name: 'manifest.json', content: formatManifest(manifest) }),
  rawEntry({ name: 'manifest.sig', content: signature }),
];

/** A tar that begins as a good archive does. */
async function after(...entries: readonly Uint8Array[]): Promise<Uint8Array> {
  return await seal(Buffer.concat([...head, ...entries]));
}

function pax(records: Readonly<Record<string, string>>, type = 'x'): Buffer {
  const lines = Object.entries(records).map(([name, value]) => {
    const rest = ` ${name}=${value}\n`;
    let length = rest.length + 1;
    while (`${length}${rest}`.length !== length) length += 1;
    return `${length}${rest}`;
  });
  return rawEntry({ name: 'PaxHeader', content: lines.join(''), type });
}

it('extracts what is as it should be, byte for byte', async () => {
  expect(await codeOf(await after(rawEntry(blob), endOfTar))).toBe('extracted');
});

describe('a tar that somebody else made up', () => {
  // node-tar CVE-2026-23745, -23950, -26960, -29786, -31802; tar-fs CVE-2024-12905, CVE-2025-48387, CVE-2025-59343.
  it.each<[string, () => Promise<Uint8Array>]>([
    [
      'a symbolic link',
      async () =>
        await after(rawEntry({ ...blob, content: '', type: '2', linkname: '/etc/passwd' }), endOfTar),
    ],
    [
      'a hard link',
      async () => await after(rawEntry({ ...blob, content: '', type: '1', linkname: '../../x' }), endOfTar),
    ],
    [
      'a hard link through a link',
      async () =>
        await after(
          rawEntry({ name: 'l', type: '2', linkname: '..' }),
          rawEntry({ ...blob, content: '', type: '1', linkname: 'l/x' }),
          endOfTar,
        ),
    ],
    ['a character device', async () => await after(rawEntry({ ...blob, content: '', type: '3' }), endOfTar)],
    ['a block device', async () => await after(rawEntry({ ...blob, content: '', type: '4' }), endOfTar)],
    ['a folder', async () => await after(rawEntry({ name: `${blob.name}/`, type: '5' }), endOfTar)],
    ['a fifo', async () => await after(rawEntry({ ...blob, content: '', type: '6' }), endOfTar)],
    ['a contiguous file', async () => await after(rawEntry({ ...blob, type: '7' }), endOfTar)],
    ['a path upwards', async () => await after(rawEntry({ ...blob, name: '../escaped' }), endOfTar)],
    ['an absolute path', async () => await after(rawEntry({ ...blob, name: '/tmp/escaped' }), endOfTar)],
    [
      'another spelling of the name',
      async () => await after(rawEntry({ ...blob, name: `./${blob.name}` }), endOfTar),
    ],
    [
      'a name in capitals',
      async () => await after(rawEntry({ ...blob, name: blob.name.toUpperCase() }), endOfTar),
    ],
    [
      'a name with a slash more',
      async () => await after(rawEntry({ ...blob, name: blob.name.replace('/', '//') }), endOfTar),
    ],
    ['nothing where a part is expected', async () => await after(endOfTar)],
    [
      'another part',
      async () => await after(rawEntry({ name: `sha256/${sha256('b')}`, content: 'b' }), endOfTar),
    ],
    ['a part that is too short', async () => await after(rawEntry({ ...blob, content: 'what' }), endOfTar)],
    [
      'a negative size',
      async () => await after(rawEntry({ ...blob, size: Buffer.alloc(12, 0xff) }), endOfTar),
    ],
    [
      'a size past all bounds',
      async () =>
        await after(
          rawEntry({ ...blob, size: Buffer.from([0x80, ...Array<number>(11).fill(0x7f)]) }),
          endOfTar,
        ),
    ],
    [
      'a size that is no number',
      async () => await after(rawEntry({ ...blob, size: Buffer.from('garbage!!!!\0') }), endOfTar),
    ],
    [
      'a size that an extended header takes away',
      async () => await after(pax({ size: '0' }), rawEntry(blob), endOfTar),
    ],
  ])('is refused for %s', async (_name, make) => {
    expect(['BACKUP_BLOB_MISSING', 'BACKUP_MALFORMED', 'BACKUP_TOO_LARGE']).toContain(
      await codeOf(await make()),
    );
  });

  it.each<[string, string, () => Promise<Uint8Array>]>([
    [
      'an extended header that says the same',
      'BACKUP_TOO_LARGE',
      async () => await after(pax({ path: blob.name }), rawEntry({ ...blob, name: 'x' }), endOfTar),
    ],
    [
      'a global extended header',
      'BACKUP_TOO_LARGE',
      async () => await after(pax({ comment: 'x' }, 'g'), rawEntry(blob), endOfTar),
    ],
    [
      'a long name of GNU',
      'BACKUP_TOO_LARGE',
      async () =>
        await after(
          rawEntry({ name: '././@LongLink', type: 'L', content: `${blob.name}\0` }),
          rawEntry({ ...blob, name: 'x' }),
          endOfTar,
        ),
    ],
    ['a part twice', 'BACKUP_TOO_LARGE', async () => await after(rawEntry(blob), rawEntry(blob), endOfTar)],
    [
      'a link behind the parts',
      'BACKUP_TOO_LARGE',
      async () => await after(rawEntry(blob), rawEntry({ name: 'l', type: '2', linkname: '/' }), endOfTar),
    ],
    [
      'a second tar behind its end',
      'BACKUP_TOO_LARGE',
      async () => await after(rawEntry(blob), endOfTar, ...head),
    ],
    [
      'empty blocks behind its end',
      'BACKUP_TOO_LARGE',
      async () => await after(rawEntry(blob), endOfTar, new Uint8Array(512)),
    ],
    ['no end', 'BACKUP_MALFORMED', async () => await after(rawEntry(blob))],
    ['half an end', 'BACKUP_MALFORMED', async () => await after(rawEntry(blob), new Uint8Array(512))],
    [
      'other content of the same length',
      'BACKUP_ALTERED',
      async () => await after(rawEntry({ ...blob, content: 'whaT is in it' }), endOfTar),
    ],
    [
      'a wrong sum of a header',
      'BACKUP_MALFORMED',
      async () => {
        const entry = rawEntry(blob);
        entry[150] = 0x37;
        return await after(entry, endOfTar);
      },
    ],
    ['a part that is cut off', 'BACKUP_MALFORMED', async () => await after(rawEntry(blob).subarray(0, 520))],
  ])('is refused for %s: %s', async (_name, code, make) => {
    expect(await codeOf(await make())).toBe(code);
  });
});

describe('a manifest', () => {
  const tarOf = (text: string, note: string): Promise<Uint8Array> =>
    seal(
      Buffer.concat([
        rawEntry({ name: 'manifest.json', content: text }),
        rawEntry({ name: 'manifest.sig', content: note }),
        rawEntry(blob),
        endOfTar,
      ]),
    );
  const signed = async (changed: unknown): Promise<Uint8Array> =>
    await tarOf(formatManifest(changed as Manifest), await signatureOf(changed as Manifest));

  it.each<[string, string, () => Promise<Uint8Array>]>([
    ['is missing', 'BACKUP_MANIFEST_MISSING', async () => await seal(endOfTar)],
    [
      'comes second',
      'BACKUP_MANIFEST_MISSING',
      async () => await seal(Buffer.concat([rawEntry(blob), ...head, endOfTar])),
    ],
    [
      'is a link',
      'BACKUP_MANIFEST_MISSING',
      async () =>
        await seal(
          Buffer.concat([rawEntry({ name: 'manifest.json', type: '2', linkname: '/etc/passwd' }), endOfTar]),
        ),
    ],
    [
      'has no signature',
      'BACKUP_MANIFEST_MISSING',
      async () => await seal(Buffer.concat([head[0] ?? endOfTar, rawEntry(blob), endOfTar])),
    ],
    [
      'says that it is huge',
      'BACKUP_TOO_LARGE',
      async () => await seal(rawEntry({ name: 'manifest.json', size: Buffer.from('77777777777\0') })),
    ],
    [
      'is signed by nobody known',
      'BACKUP_SIGNATURE_INVALID',
      async () => {
        const stranger = createSigner('zoqore/home/main', generateKeyPairSync('ed25519').privateKey);
        return await tarOf(formatManifest(manifest), await signatureOf(manifest, stranger));
      },
    ],
    [
      'is not the one that was signed',
      'BACKUP_SIGNATURE_INVALID',
      async () => await tarOf(formatManifest({ ...manifest, epoch: 1 }), signature),
    ],
    [
      'has a signature that is no note',
      'BACKUP_SIGNATURE_INVALID',
      async () => await tarOf(formatManifest(manifest), 'yes'),
    ],
    [
      'has a signature that was altered',
      'BACKUP_SIGNATURE_INVALID',
      async () => await tarOf(formatManifest(manifest), signature.replace(/.=\n$/, 'A=\n')),
    ],
  ])('%s: %s', async (_name, code, make) => {
    expect(await codeOf(await make())).toBe(code);
  });

  it.each<[string, unknown]>([
    ['a path upwards', { ...manifest, files: manifest.files.map((file) => ({ ...file, name: '../a' })) }],
    ['an absolute path', { ...manifest, files: manifest.files.map((file) => ({ ...file, name: '/a' })) }],
    ['a hidden name', { ...manifest, files: manifest.files.map((file) => ({ ...file, name: '.a' })) }],
    ['one name twice', { ...manifest, files: [...manifest.files, ...manifest.files] }],
    ['a member that nobody knows', { ...manifest, more: 1 }],
    [
      'a part without end',
      { ...manifest, files: [{ name: 'a', parts: [{ sha256: sha256(content), bytes: 2 ** 40 }] }] },
    ],
    [
      'a short part before the last',
      {
        ...manifest,
        files: [
          {
            name: 'a',
            parts: [
              { sha256: sha256(content), bytes: 13 },
              { sha256: sha256('b'), bytes: 1 },
            ],
          },
        ],
      },
    ],
    [
      'two lengths of one hash',
      {
        ...manifest,
        files: [
          { name: 'a', parts: [{ sha256: sha256(content), bytes: 13 }] },
          { name: 'b', parts: [{ sha256: sha256(content), bytes: 14 }] },
        ],
      },
    ],
    ['another format', { ...manifest, format: 'zoqore/backup/v2' }],
    ['no sequence', { ...about, format: 'zoqore/backup/v1', sequence: 0, files: [] }],
  ])('is refused for %s, though it is signed', async (_name, changed) => {
    expect(await codeOf(await signed(changed))).toBe('BACKUP_MALFORMED');
  });

  it('is refused when it is not canonical, though its very text is signed', async () => {
    const text = JSON.stringify(manifest, undefined, 1);
    const note = await signNote(`zoqore/backup/v1\nhome\n1\n${sha256(text)}\n`, signer);
    expect(await codeOf(await tarOf(text, note))).toBe('BACKUP_MALFORMED');
    expect(await codeOf(await tarOf(text, signature))).toBe('BACKUP_SIGNATURE_INVALID');
  });

  it('is refused when its signature names another archive of the installation', async () => {
    const text = formatManifest(manifest);
    const note = await signNote(`zoqore/backup/v1\nhome\n2\n${sha256(text)}\n`, signer);
    expect(await codeOf(await tarOf(text, note))).toBe('BACKUP_SIGNATURE_INVALID');
  });
});

describe('a file', () => {
  it.each<[string, string, () => Promise<Uint8Array>]>([
    ['that is empty', 'BACKUP_KEY_WRONG', async () => new Uint8Array()],
    ['that is no archive', 'BACKUP_KEY_WRONG', async () => Buffer.from('hello\n'.repeat(1000))],
    ['that holds no zstd', 'BACKUP_MALFORMED', async () => await encrypt(Buffer.from('hello'))],
    [
      'that was compressed otherwise',
      'BACKUP_MALFORMED',
      async () => await encrypt(gzipSync(Buffer.concat([...head, rawEntry(blob), endOfTar]))),
    ],
    ['that holds nothing', 'BACKUP_MANIFEST_MISSING', async () => await seal(new Uint8Array())],
    ['that holds no tar', 'BACKUP_MALFORMED', async () => await seal(Buffer.from('hello\n'.repeat(1000)))],
    [
      'that is a bomb',
      'BACKUP_TOO_LARGE',
      async () => await after(rawEntry(blob), endOfTar, new Uint8Array(256 * 1024 * 1024)),
    ],
    [
      'that has a bomb for a manifest',
      'BACKUP_TOO_LARGE',
      async () =>
        await seal(rawEntry({ name: 'manifest.json', content: Buffer.alloc(64 * 1024 * 1024, 0x20) })),
    ],
  ])('%s: %s', async (_name, code, make) => {
    expect(await codeOf(await make())).toBe(code);
  });

  it('is read to the end of its frame and no further', async () => {
    // Whoever can encrypt can add this, as he can encrypt the same again: nothing of it is looked at.
    const frames = [Buffer.concat([...head, rawEntry(blob), endOfTar]), Buffer.from('more')];
    expect(await codeOf(await encrypt(Buffer.concat(frames.map((one) => zstdCompressSync(one)))))).toBe(
      'extracted',
    );
  });

  it('is refused with any bit of it turned, and with any end of it cut off', async () => {
    const whole = await after(rawEntry(blob), endOfTar);
    const codes = new Set<string>();
    for (let at = 0; at < whole.length; at += 1) {
      const turned = Buffer.from(whole);
      turned[at] = (turned[at] ?? 0) ^ (1 << (at % 8)); // oxlint-disable-line no-bitwise -- one bit
      codes.add(await codeOf(turned));
    }
    for (let length = 0; length < whole.length; length += 7)
      codes.add(await codeOf(whole.subarray(0, length)));
    expect([...codes].toSorted()).toEqual(['BACKUP_ALTERED', 'BACKUP_KEY_WRONG']);
  });
});
