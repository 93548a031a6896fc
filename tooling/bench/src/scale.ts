/**
 * What a log costs at sizes up to 10^9 entries, without 10^9 entries: a tree whose leaves are all the same has the root
 * of every full subtree after one hash a level, so that its proofs are real, can be made at any size, and verify.
 *
 *     pnpm bench scale
 */
import { generateKeyPairSync, randomInt } from 'node:crypto';
import {
  createLeaf,
  createSigner,
  extendTree,
  emptyTree,
  hashNode,
  signNote,
  formatCheckpoint,
} from '@zoqore/ledger';
import { consistencyPath, inclusionPath, rangeRoot, type TileReader } from '@zoqore/ledger/testing';
import { formatTlogProof, verifyConsistency, verifyInclusion } from '@zoqore/ledger/verify';
import { draft } from './ledger/appends.ts';
import { origin } from './ledger/stores.ts';
import { percentile } from './percentile.ts';

const leaf = createLeaf(origin, { ...draft(), idem: 'the same' });
const roots = [leaf.hash];
for (let height = 1; height <= 53; height += 1) {
  const below = roots.at(-1) ?? leaf.hash;
  roots.push(hashNode(below, below));
}
/** Counts the pieces of at most 256 hashes that a proof reads. */
let reads = 0;
const tiles: TileReader = {
  hashes: async (level, from, to) => {
    reads += 1;
    return Array.from({ length: to - from }, () => roots[8 * level] ?? leaf.hash);
  },
};

// The shortcut is no shortcut of the formats: a tree made leaf by leaf has the same root.
const small = extendTree(
  emptyTree(origin),
  Array.from({ length: 1000 }, () => leaf.hash),
).state;
const [frontier] = small.frontier;
if (frontier === undefined || Buffer.compare(frontier, roots[9] ?? frontier) !== 0)
  throw new Error('another tree');

const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const rounds = 400;
process.stdout.write(
  'entries | proof: hashes, bytes of the file, reads, made, verified | growth: hashes, verified\n',
);
for (const size of [1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]) {
  const root = await rangeRoot(tiles, 0, size);
  const checkpoint = await signNote(formatCheckpoint({ origin, size, root }), signer);
  const seen = {
    hashes: [] as number[],
    bytes: [] as number[],
    reads: [] as number[],
    made: [] as number[],
    verified: [] as number[],
    growth: [] as number[],
    grown: [] as number[],
  };
  for (let round = 0; round < rounds; round += 1) {
    const index = randomInt(size);
    reads = 0;
    let began = performance.now();
    const path = await inclusionPath(tiles, index, size);
    seen.made.push(performance.now() - began);
    seen.reads.push(reads);
    seen.hashes.push(path.length);
    seen.bytes.push(formatTlogProof({ index, path, checkpoint, extra: leaf.bytes }).length);
    began = performance.now();
    const check = await verifyInclusion({ index, size, leafHash: leaf.hash, path, root });
    seen.verified.push(performance.now() - began);
    const from = 1 + randomInt(size);
    const growth = await consistencyPath(tiles, from, size);
    seen.growth.push(growth.length);
    const fromRoot = await rangeRoot(tiles, 0, from);
    began = performance.now();
    const grown = await verifyConsistency({ from, to: size, fromRoot, toRoot: root, path: growth });
    seen.grown.push(performance.now() - began);
    if (!check.verified || !grown.verified) throw new Error(`a proof at ${size} does not verify`);
  }
  const most = (values: readonly number[]): string => `${Math.max(...values)}`;
  const ms = (values: readonly number[]): string => `${percentile(values, 0.5).toFixed(2)} ms`;
  process.stdout.write(
    `${size.toExponential()} | ${most(seen.hashes)}, ${most(seen.bytes)} B, ${most(seen.reads)}, ${ms(seen.made)}, ${ms(seen.verified)} | ${most(seen.growth)}, ${ms(seen.grown)}\n`,
  );
}
