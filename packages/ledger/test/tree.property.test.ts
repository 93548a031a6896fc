import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTree, extendTree, hashLeaf, treeRoot } from '../src/index.ts';
import { joinTrees, type Subtree } from '../src/tree.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 100);
const origin = 'zoqore/tree/main';
const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 6962 §2.1, as it is written there. */
const naiveRoot = (leaves: readonly Uint8Array[]): Buffer => {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return sha256(Buffer.from([0]), only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.from([1]), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
};
const leafOf = (at: number): Buffer => Buffer.from(`leaf ${at}`);

describe('the tree', () => {
  it('has the root of the naive recursion at every size to 300', () => {
    let state = emptyTree(origin);
    const leaves: Buffer[] = [];
    expect(Buffer.from(treeRoot(state))).toEqual(sha256());
    for (let size = 1; size <= 300; size += 1) {
      const leaf = leafOf(size);
      leaves.push(leaf);
      ({ state } = extendTree(state, [hashLeaf(leaf)]));
      expect(Buffer.from(treeRoot(state)).equals(naiveRoot(leaves)), `size ${size}`).toBe(true);
    }
  });

  it('comes out the same however the leaves are batched, and chains each of them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 20 }), (batches) => {
        let state = emptyTree(origin);
        let count = 0;
        let chain = sha256(Buffer.from(origin));
        for (const size of batches) {
          const hashes = Array.from({ length: size }, (_, at) => hashLeaf(leafOf(count + at)));
          const extended = extendTree(state, hashes);
          for (const [at, hash] of hashes.entries()) {
            chain = sha256(chain, hash);
            expect(chain.equals(Buffer.from(extended.chains[at] ?? []))).toBe(true);
          }
          ({ state } = extended);
          count += size;
        }
        expect(state.size).toBe(count);
        expect(Buffer.from(state.chain)).toEqual(chain);
        const leaves = Array.from({ length: count }, (_, at) => leafOf(at));
        expect(Buffer.from(treeRoot(state))).toEqual(naiveRoot(leaves));
      }),
      { numRuns },
    );
  });

  it('comes out the same when its pages are made apart and joined, with the same subtrees', () => {
    const hashes = Array.from({ length: 256 ** 2 + 1500 }, (_, at) => hashLeaf(leafOf(at)));
    const joinAll = (size: number, page: number): ReturnType<typeof joinTrees> => {
      let state = emptyTree(origin);
      const subtrees: Subtree[] = [];
      for (let begin = 0; begin < size; begin += page) {
        const leaves = hashes.slice(begin, Math.min(begin + page, size));
        const part = extendTree({ size: 0, frontier: [], chain: state.chain }, leaves);
        const joined = joinTrees(state, part.state);
        subtrees.push(
          ...part.subtrees.map((one) => ({ ...one, index: one.index + begin / 256 ** one.level })),
        );
        subtrees.push(...joined.subtrees);
        ({ state } = joined);
      }
      return { state, subtrees };
    };
    const expectSame = (size: number, page: number): void => {
      const { state, subtrees } = extendTree(emptyTree(origin), hashes.slice(0, size));
      expect(joinAll(size, page)).toEqual({ state, subtrees });
    };
    expectSame(hashes.length, 1024);
    fc.assert(fc.property(fc.nat(1500), fc.constantFrom(1, 2, 128, 256, 1024), expectSame), {
      numRuns: Math.ceil(numRuns / 4),
    });
  });

  it('keeps as many hashes as its size has ones, at sizes past 2^32 too', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 52n }), (size) => {
        const ones = size.toString(2).replaceAll('0', '').length;
        const frontier = Array.from({ length: ones }, () => Buffer.alloc(32));
        const { state } = extendTree({ size: Number(size), frontier, chain: Buffer.alloc(32) }, [
          Buffer.alloc(32),
        ]);
        expect(state.frontier).toHaveLength((size + 1n).toString(2).replaceAll('0', '').length);
      }),
      { numRuns },
    );
  });

  it('leaves its arguments as they were', () => {
    const state = extendTree(emptyTree(origin), [hashLeaf(leafOf(0))]).state;
    const before = JSON.stringify(state);
    extendTree(state, [hashLeaf(leafOf(1))]);
    expect(JSON.stringify(state)).toBe(before);
  });
});
