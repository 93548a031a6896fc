import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consistencyPath, inclusionPath } from '../../src/proof/prove.ts';
import { foldRoot, tileWidth, type TileReader } from '../../src/proof/tile-reader.ts';
import { hashLeaf } from '../../src/tree.ts';
import { verifyConsistency, verifyInclusion } from '../../src/verify/merkle-proof.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 200);
const largest = process.env['FULL'] === '1' ? 2 ** 20 : 2 ** 18;
const leafHash = (index: number): Uint8Array => hashLeaf(Buffer.from(`leaf ${index}`));

/** RFC 6962 §2.1 as it is written. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return hash('sha256', Buffer.alloc(0), 'buffer');
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hash(
    'sha256',
    Buffer.concat([Buffer.of(1), naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split))]),
    'buffer',
  );
}

/** Tiles over leaves in memory; refuses what a log of that size could not answer. */
function tilesOver(leaves: readonly Uint8Array[]): TileReader {
  return {
    hashes: async (level, from, to) => {
      const span = tileWidth ** level;
      if (Math.floor(from / tileWidth) !== Math.floor((to - 1) / tileWidth))
        throw new RangeError('two tiles');
      if (to * span > leaves.length) throw new RangeError(`element ${to - 1} of level ${level} is not full`);
      return Array.from({ length: to - from }, (_, at) =>
        foldRoot(leaves.slice((from + at) * span, (from + at + 1) * span)),
      );
    },
  };
}

const leavesOf = (size: number): readonly Uint8Array[] =>
  Array.from({ length: size }, (_, at) => leafHash(at));

describe('proofs', () => {
  it('of inclusion hold for every index of every size to 64, and for no other', async () => {
    for (let size = 1; size <= 64; size += 1) {
      const leaves = leavesOf(size);
      const root = naiveRoot(leaves);
      for (let index = 0; index < size; index += 1) {
        const path = await inclusionPath(tilesOver(leaves), index, size);
        const proof = { index, size, leafHash: leafHash(index), path, root };
        expect(await verifyInclusion(proof)).toEqual({ verified: true });
        const wrong = [
          { ...proof, index: (index + 1) % size },
          { ...proof, leafHash: leafHash(size) },
          { ...proof, path: [...path, leafHash(0)] },
          { ...proof, path: path.slice(1) },
          { ...proof, root: leafHash(size) },
        ].filter(
          (one) =>
            !(
              size === 1 &&
              one.index === 0 &&
              one.path.length === 0 &&
              one.root === root &&
              one.leafHash === proof.leafHash
            ),
        );
        for (const one of wrong) {
          if (JSON.stringify(one) !== JSON.stringify(proof)) {
            expect(await verifyInclusion(one)).toMatchObject({ verified: false });
          }
        }
      }
    }
  });

  it('of consistency hold for every pair of sizes to 64, and for no other root', async () => {
    const leaves = leavesOf(64);
    const roots = Array.from({ length: 65 }, (_, size) => naiveRoot(leaves.slice(0, size)));
    const rootAt = (size: number): Uint8Array => roots[size] ?? new Uint8Array();
    for (let to = 1; to <= 64; to += 1) {
      for (let from = 1; from <= to; from += 1) {
        const path = await consistencyPath(tilesOver(leaves.slice(0, to)), from, to);
        const proof = { from, to, fromRoot: rootAt(from), toRoot: rootAt(to), path };
        expect(await verifyConsistency(proof)).toEqual({ verified: true });
        expect(await verifyConsistency({ ...proof, toRoot: rootAt(0) })).toMatchObject({ verified: false });
        expect(await verifyConsistency({ ...proof, fromRoot: rootAt(0) })).toMatchObject({ verified: false });
        expect(await verifyConsistency({ ...proof, path: [...path, rootAt(0)] })).toMatchObject({
          verified: false,
        });
        if (path.length > 0) {
          expect(await verifyConsistency({ ...proof, path: path.slice(1) })).toMatchObject({
            verified: false,
          });
        }
      }
    }
  });

  it(`hold across tiles, for sizes to ${largest}`, async () => {
    // Roots of all full subtrees by height, each made of the two below it.
    const levels = [leavesOf(largest)];
    for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? []) {
      levels.push(
        Array.from({ length: below.length / 2 }, (_, at) =>
          foldRoot([below[2 * at] ?? new Uint8Array(), below[2 * at + 1] ?? new Uint8Array()]),
        ),
      );
    }
    const full = (height: number, index: number): Uint8Array => levels[height]?.[index] ?? new Uint8Array();
    /** RFC 6962 §2.1 as it is written, but for full subtrees, which are not made again for every size. */
    const rootOf = (start: number, end: number): Uint8Array => {
      const width = end - start;
      const height = Math.log2(width);
      if (Number.isInteger(height)) return full(height, start / width);
      const middle = start + 2 ** Math.floor(height);
      return hash(
        'sha256',
        Buffer.concat([Buffer.of(1), rootOf(start, middle), rootOf(middle, end)]),
        'buffer',
      );
    };
    const tilesOf = (size: number): TileReader => ({
      hashes: async (level, from, to) => {
        if (to * tileWidth ** level > size)
          throw new RangeError(`element ${to - 1} of level ${level} is not full`);
        return Array.from({ length: to - from }, (_, at) => full(8 * level, from + at));
      },
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: largest }), fc.nat(), fc.nat(), async (size, a, b) => {
        const [index, from] = [a % size, 1 + (b % size)];
        const [root, fromRoot] = [rootOf(0, size), rootOf(0, from)];
        const tiles = tilesOf(size);
        const inclusion = await inclusionPath(tiles, index, size);
        const proof = { index, size, leafHash: full(0, index), path: inclusion, root };
        expect(await verifyInclusion(proof)).toEqual({ verified: true });
        const path = await consistencyPath(tiles, from, size);
        const growth = { from, to: size, fromRoot, toRoot: root, path };
        expect(await verifyConsistency(growth)).toEqual({ verified: true });
        if (from < size) {
          expect(await verifyConsistency({ ...growth, from: from + 1 })).toMatchObject({ verified: false });
        }
      }),
      { numRuns },
    );
  });
});

describe('what proves nothing', () => {
  const hash32 = leafHash(0);
  const empty = hash('sha256', Buffer.alloc(0), 'buffer');

  it('is a hash of another length', async () => {
    const short = hash32.subarray(1);
    expect(
      await verifyInclusion({ index: 0, size: 2, leafHash: hash32, path: [short], root: hash32 }),
    ).toMatchObject({ reason: 'expected hashes of 32 bytes' });
    expect(
      await verifyConsistency({ from: 1, to: 2, fromRoot: short, toRoot: hash32, path: [hash32] }),
    ).toMatchObject({ reason: 'expected hashes of 32 bytes' });
  });

  it('is a beginning of no entries, and an empty tree with another root', async () => {
    expect(
      await verifyConsistency({ from: 0, to: 1, fromRoot: empty, toRoot: hash32, path: [] }),
    ).toMatchObject({ verified: false });
    expect(
      await verifyConsistency({ from: 0, to: 0, fromRoot: hash32, toRoot: hash32, path: [] }),
    ).toMatchObject({ verified: false });
    expect(await verifyConsistency({ from: 0, to: 0, fromRoot: empty, toRoot: empty, path: [] })).toEqual({
      verified: true,
    });
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('is a size or an index of %d', async (size) => {
    expect(
      await verifyInclusion({ index: size, size: 1, leafHash: hash32, path: [], root: hash32 }),
    ).toMatchObject({ verified: false });
    expect(await verifyInclusion({ index: 0, size, leafHash: hash32, path: [], root: hash32 })).toMatchObject(
      { verified: false },
    );
    expect(
      await verifyConsistency({ from: 1, to: size, fromRoot: hash32, toRoot: hash32, path: [] }),
    ).toMatchObject({ verified: false });
  });
});
