import { isEqual } from './bytes.ts';
import { hashLength, nodeHashOf, sha256 } from './hash.ts';

/** What a check found; `reason` says what was expected. */
export type ProofCheck = { readonly verified: true } | { readonly verified: false; readonly reason: string };

/** That a leaf stands at an index of a tree. The root is a claim: compare it with a signed checkpoint. */
export interface InclusionProof {
  /** Of the entry, from 0. */
  readonly index: number;
  /** Entries of the tree that `root` is of. */
  readonly size: number;
  readonly leafHash: Uint8Array;
  /** From the leaf's sibling to the root's child (RFC 6962 §2.1.1), 32 bytes each. */
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** That a tree of `to` entries begins with one of `from`. Both roots are claims: compare them with signed checkpoints. */
export interface ConsistencyProof {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  /** RFC 6962 §2.1.2, 32 bytes each; empty where the sizes are equal, or `from` is 0. */
  readonly path: readonly Uint8Array[];
}

/** Whether a leaf stands at an index of a tree with that root (RFC 9162 §2.1.3.2). */
export async function verifyInclusion({
  index,
  size,
  leafHash,
  path,
  root,
}: InclusionProof): Promise<ProofCheck> {
  const fault = sizeFault(size) ?? hashFault([leafHash, root, ...path]);
  if (fault !== undefined) return refused(fault);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    return refused(`expected an index below the size ${size}`);
  }
  // The index is a claim of whoever made the proof: the steps below demand a path of exactly the length it leads to.
  let place = BigInt(index);
  let last = BigInt(size) - 1n;
  let hash = leafHash;
  for (const sibling of path) {
    if (last === 0n) return refused('the proof is longer than the tree is deep');
    if ((place & 1n) === 1n || place === last) {
      hash = await nodeHashOf(sibling, hash);
      while ((place & 1n) === 0n && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = await nodeHashOf(hash, sibling);
    }
    place >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) return refused('the proof is shorter than the tree is deep');
  return isEqual(hash, root) ? { verified: true } : refused('the proof leads to another root');
}

/**
 * Whether the tree of `to` entries begins with the tree of `from` entries (RFC 9162 §2.1.4.2). A tree begins with the empty
 * one whatever it holds, so that this proves nothing: it is refused unless both are empty.
 */
export async function verifyConsistency({
  from,
  to,
  fromRoot,
  toRoot,
  path,
}: ConsistencyProof): Promise<ProofCheck> {
  const fault = sizeFault(from) ?? sizeFault(to) ?? hashFault([fromRoot, toRoot, ...path]);
  if (fault !== undefined) return refused(fault);
  if (from > to) return refused(`expected a first size of at most ${to}, found ${from}`);
  for (const [size, root] of [
    [from, fromRoot],
    [to, toRoot],
  ] as const) {
    if (size === 0 && !isEqual(root, await sha256(new Uint8Array()))) {
      return refused('expected the SHA-256 of nothing as root of an empty tree');
    }
  }
  if (from === to) {
    if (path.length > 0) return refused('expected no hashes between equal sizes');
    return isEqual(fromRoot, toRoot) ? { verified: true } : refused('two roots at one size');
  }
  if (from === 0) return refused('nothing is proved by a beginning of no entries');
  // A power of two is a subtree of its own: its root is where the path begins.
  const isWhole = (BigInt(from) & (BigInt(from) - 1n)) === 0n;
  const [first, ...rest] = isWhole ? [fromRoot, ...path] : path;
  if (first === undefined) return refused('expected hashes between different sizes');
  let place = BigInt(from) - 1n;
  let last = BigInt(to) - 1n;
  while ((place & 1n) === 1n) {
    place >>= 1n;
    last >>= 1n;
  }
  let old = first;
  let next = first;
  for (const hash of rest) {
    if (last === 0n) return refused('the proof is longer than the tree is deep');
    if ((place & 1n) === 1n || place === last) {
      old = await nodeHashOf(hash, old);
      next = await nodeHashOf(hash, next);
      while ((place & 1n) === 0n && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      next = await nodeHashOf(next, hash);
    }
    place >>= 1n;
    last >>= 1n;
  }
  if (last !== 0n) return refused('the proof is shorter than the tree is deep');
  if (!isEqual(old, fromRoot)) return refused('the proof leads to another root of the first size');
  return isEqual(next, toRoot)
    ? { verified: true }
    : refused('the proof leads to another root of the last size');
}

function sizeFault(size: number): string | undefined {
  return Number.isSafeInteger(size) && size >= 0 ? undefined : 'expected a size from 0 to 2^53−1';
}

function hashFault(hashes: readonly Uint8Array[]): string | undefined {
  return hashes.every(({ length }) => length === hashLength)
    ? undefined
    : `expected hashes of ${hashLength} bytes`;
}

function refused(reason: string): ProofCheck {
  return { verified: false, reason };
}
