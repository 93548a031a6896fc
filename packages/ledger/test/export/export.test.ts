import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSigner,
  exportBundle,
  exportLines,
  exportTiles,
  formatCheckpoint,
  openLedger,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  parseVerifierKey,
  signNote,
  type Ledger,
  type LogSource,
} from '../../src/index.ts';
import { createMemoryStore } from '../../src/memory/index.ts';
import { createTileReader } from '../../src/proof/store-tiles.ts';
import { verifyBundle } from '../../src/verify/index.ts';

const origin = 'zoqore/export/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const keys = [await parseVerifierKey(signer.verifierKey)];
const other = createSigner(origin, generateKeyPairSync('ed25519').privateKey);

let ledger: Ledger;
let source: LogSource;
let checkpoint: string;
const store = createMemoryStore();
const count = 600;

beforeAll(async () => {
  ledger = await openLedger({ store, origin, signer });
  await Promise.all(
    Array.from({ length: count }, async (_, at) =>
      ledger.append({
        kind: 'thing',
        actor: 'a',
        at: '2026-11-25T03:00:00.000Z',
        body: { at, text: 'é\n😀' },
      }),
    ),
  );
  checkpoint = (await ledger.publishCheckpoint())?.note ?? '';
  source = { ...createTileReader(store), leaves: async (from, to) => ledger.leaves(from, to) };
});
afterAll(async () => ledger.close());

async function collect<T>(parts: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}
const whole = async (parts: AsyncIterable<string>): Promise<string> => (await collect(parts)).join('');
const bundle = async (from: number, to: number): Promise<string> =>
  whole(exportBundle(source, { from, to, checkpoint }));

/** In pieces of an odd size, so that lines and characters are cut. */
async function* pieces(text: string, size = 7_001): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const check = async (text: string, size?: number) => verifyBundle(pieces(text, size), { keys });

describe('a bundle', () => {
  it.each([
    [0, 1],
    [0, count],
    [count - 1, count],
    [1, count - 1],
    [255, 257],
    [256, 512],
    [300, 301],
    [511, 513],
  ])('shows that entries %i to before %i stand in the log', async (from, to) => {
    const text = await bundle(from, to);
    expect(await check(text)).toEqual({
      verified: true,
      log: origin,
      from,
      to,
      size: count,
      withoutLeaf: 0,
      witnesses: [],
    });
    const leaves = text.split('\n').filter((line) => line.startsWith('{'));
    expect(leaves).toHaveLength(to - from);
    for (const { index, leaf } of await ledger.leaves(from, to)) expect(leaves[index - from]).toBe(leaf);
    // Shared by all of them: never a path for each.
    expect(text.split('\n').length - leaves.length).toBeLessThan(35);
  });

  it('is read in pieces of any size', async () => {
    const text = await bundle(3, 9);
    for (const size of [1, 2, 3, 64, 1_000_000])
      expect(await check(text, size)).toMatchObject({ verified: true });
  });

  it('does not hold when a single byte of it was changed', async () => {
    const text = await bundle(5, 8);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const found = await verifyBundle(
        (async function* () {
          yield changed;
        })(),
        { keys },
      );
      expect({ at, verified: found.verified }).toEqual({ at, verified: false });
    }
  });

  it('does not hold with an entry left out, doubled, moved or of another place', async () => {
    const text = await bundle(4, 12);
    const entries = text.split('\n').filter((line) => line.startsWith('{'));
    const [first = '', second = ''] = entries;
    const forged = [
      text.replace(`${first}\n`, ''),
      text.replace(`${first}\n`, '').replace('to 12', 'to 11'),
      text.replace(first, `${first}\n${first}`),
      text.replace(`${first}\n${second}`, `${second}\n${first}`),
      text.replace('from 4\nto 12', 'from 5\nto 13'),
      text.replace('from 4\nto 12', 'from 12\nto 4'),
      text.replace('from 4', 'from 04'),
      text.slice(0, text.length / 2),
      '',
    ];
    for (const one of forged) expect(await check(one)).toMatchObject({ verified: false });
  });

  it('wants the key of the log, and names a forged signature', async () => {
    const strange = await parseVerifierKey(other.verifierKey);
    const text = await bundle(0, 3);
    expect(await verifyBundle(pieces(text), { keys: [strange] })).toMatchObject({ fault: 'key-unknown' });
    expect(await verifyBundle(pieces(text), { keys, quorum: 1 })).toMatchObject({
      fault: 'too-few-witnesses',
    });
    const signature = /— \S+ (\S+)\n$/.exec(text)?.[1] ?? '';
    const broken = Buffer.from(signature, 'base64');
    broken[20] = (broken[20] ?? 0) ^ 1;
    expect(await check(text.replace(signature, broken.toString('base64')))).toMatchObject({
      fault: 'bad-signature',
    });
  });

  it('is not made of a log that does not lead to its checkpoint', async () => {
    const { size } = parseCheckpoint(parseNote(checkpoint).text);
    const forged = await signNote(formatCheckpoint({ origin, size, root: new Uint8Array(32) }), signer);
    await expect(whole(exportBundle(source, { from: 0, to: 9, checkpoint: forged }))).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
    const lying: LogSource = {
      ...source,
      leaves: async (from, to) =>
        (await source.leaves(from, to)).map((entry) => ({
          ...entry,
          leaf: entry.leaf?.replace('thing', 'think') ?? '',
        })),
    };
    await expect(whole(exportLines(lying, { from: 0, to: 9, checkpoint }))).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
    });
    for (const [from, to] of [
      [0, 0],
      [2, 1],
      [0, count + 1],
      [-1, 2],
      [0.5, 2],
    ] as const) {
      await expect(whole(exportBundle(source, { from, to, checkpoint }))).rejects.toMatchObject({
        code: 'ENTRY_INVALID',
      });
    }
  });

  it('has the hash alone of an entry whose leaf is gone, and says so', async () => {
    const pruned: LogSource = {
      ...source,
      leaves: async (from, to) =>
        (await source.leaves(from, to)).map(({ leaf, ...entry }) =>
          entry.index % 2 === 0 || leaf === undefined ? entry : { ...entry, leaf },
        ),
    };
    const text = await whole(exportBundle(pruned, { from: 0, to: 10, checkpoint }));
    expect(await check(text)).toMatchObject({ verified: true, withoutLeaf: 5 });
    const [line] = await collect(exportLines(pruned, { from: 0, to: 1, checkpoint }));
    expect(JSON.parse(line ?? '')).toMatchObject({ index: 0, leaf: null });
  });
});

it('gives one entry a line, with the exact text of its leaf', async () => {
  const text = await whole(exportLines(source, { from: 254, to: 258, checkpoint }));
  const found = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { index: number; leaf: unknown });
  expect(found.map(({ index }) => index)).toEqual([254, 255, 256, 257]);
  for (const { leaf, leafHash } of await ledger.leaves(254, 258)) {
    expect(text).toContain(`"leafHash":"${leafHash}","leaf":${leaf}}`);
  }
});

it('gives the tiles that the log itself serves, byte for byte, and the checkpoint last', async () => {
  const files = await collect(exportTiles(source, checkpoint));
  expect(files.at(-1)).toEqual({ path: 'checkpoint', bytes: Buffer.from(checkpoint) });
  expect(files.map(({ path }) => path).toSorted()).toEqual([
    'checkpoint',
    'tile/0/000',
    'tile/0/001',
    'tile/0/002.p/88',
    'tile/1/000.p/2',
    'tile/entries/000',
    'tile/entries/001',
    'tile/entries/002.p/88',
  ]);
  for (const { path, bytes } of files.slice(0, -1)) {
    const tile = parseTilePath(path.slice('tile/'.length));
    if (tile === undefined) throw new Error(`no tile: ${path}`);
    const served =
      tile.level === 'entries' ? await ledger.entryBundle(tile) : await ledger.tile(tile.level, tile);
    expect(Buffer.compare(bytes, served ?? Buffer.alloc(0))).toBe(0);
  }
});
