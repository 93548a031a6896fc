import { hash } from 'node:crypto';

/** Bytes of a SHA-256 value. */
export const hashLength = 32;

/** What one must keep of a log to extend it: O(log size) hashes. */
export interface TreeState {
  readonly size: number;
  /** Roots of the full subtrees that make up the tree, left to right: one for each 1 in the binary of `size`. */
  readonly frontier: readonly Uint8Array[];
  /** SHA-256(previous chain ‖ leaf hash); SHA-256(origin) before the first entry. */
  readonly chain: Uint8Array;
}

/** SHA-256(0x00 ‖ leaf) (RFC 6962 §2.1). */
export function hashLeaf(leaf: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(leaf.length + 1);
  input[0] = 0;
  input.set(leaf, 1);
  return sha256(input);
}

/** The `hashLeaf` of a text, where nobody needs its bytes. */
export function hashLeafText(text: string): Uint8Array {
  return sha256(`\0${text}`);
}

/** The UTF-8 bytes of a leaf and their `hashLeaf`, from one buffer. */
export function encodeLeaf(text: string): { readonly bytes: Uint8Array; readonly hash: Uint8Array } {
  const input = Buffer.from(`\0${text}`);
  return { bytes: input.subarray(1), hash: sha256(input) };
}

/** SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(1 + 2 * hashLength);
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + hashLength);
  return sha256(input);
}

/** Chain value before the first entry of a log. */
export function startChain(origin: string): Uint8Array {
  return sha256(Buffer.from(origin));
}

/** Chain value after one more entry. */
export function extendChain(chain: Uint8Array, leafHash: Uint8Array): Uint8Array {
  const input = Buffer.allocUnsafe(2 * hashLength);
  input.set(chain, 0);
  input.set(leafHash, hashLength);
  return sha256(input);
}

/** State of a log without entries. */
export function emptyTree(origin: string): TreeState {
  return { size: 0, frontier: [], chain: startChain(origin) };
}

/** Levels of the tree between two levels of tiles (C2SP tlog-tiles). */
export const tileHeight = 8;

/** Root of a full tile: element `index` of tile level `level`, which begins at 1 since level 0 are the leaf hashes. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** What more leaves make of a tree. */
export interface Extension {
  readonly state: TreeState;
  /** At each leaf. */
  readonly chains: readonly Uint8Array[];
  /** That the leaves completed. */
  readonly subtrees: readonly Subtree[];
}

/** Does not change its arguments. */
export function extendTree(state: TreeState, leafHashes: Iterable<Uint8Array>): Extension {
  const frontier = [...state.frontier];
  const chains: Uint8Array[] = [];
  const subtrees: Subtree[] = [];
  let { size, chain } = state;
  for (const leafHash of leafHashes) {
    chain = extendChain(chain, leafHash);
    chains.push(chain);
    placeNode(frontier, subtrees, size, 0, leafHash);
    size += 1;
  }
  return { state: { size, frontier, chain }, chains, subtrees };
}

/**
 * A tree and one that was begun behind it, with the chain value of the first, as if it were empty there. `part` must fit
 * into one subtree at that place. Of the subtrees, those that neither of them had completed by itself.
 */
export function joinTrees(state: TreeState, part: TreeState): Pick<Extension, 'state' | 'subtrees'> {
  const frontier = [...state.frontier];
  const subtrees: Subtree[] = [];
  let { size } = state;
  let rest = part.size;
  for (const node of part.frontier) {
    const height = Math.floor(Math.log2(rest));
    placeNode(frontier, subtrees, size, height, node);
    size += 2 ** height;
    rest -= 2 ** height;
  }
  return { state: { size, frontier, chain: part.chain }, subtrees };
}

/** Puts the root of `2^height` leaves behind `size` others. */
function placeNode(
  frontier: Uint8Array[],
  subtrees: Subtree[],
  size: number,
  height: number,
  root: Uint8Array,
): void {
  const end = size + 2 ** height;
  let node = root;
  let reached = height;
  // Each trailing 1 of the old size is a full subtree as large as the one just made.
  for (let rest = size / 2 ** height; rest % 2 === 1; rest = Math.floor(rest / 2)) {
    const left = frontier.pop();
    if (left === undefined) throw new RangeError('expected a frontier that fits its size');
    node = hashNode(left, node);
    reached += 1;
    if (reached % tileHeight === 0) {
      subtrees.push({ level: reached / tileHeight, index: end / 2 ** reached - 1, hash: node });
    }
  }
  frontier.push(node);
}

/** RFC 6962 Merkle tree hash; SHA-256 of nothing for an empty log. */
export function treeRoot(state: TreeState): Uint8Array {
  return (
    state.frontier
      .toReversed()
      .reduce<Uint8Array | undefined>(
        (right, left) => (right === undefined ? left : hashNode(left, right)),
        undefined,
      ) ?? sha256(Buffer.alloc(0))
  );
}

/** By way of hex: Node takes twice as long to give the bytes out. */
function sha256(input: Uint8Array | string): Uint8Array {
  return Buffer.from(hash('sha256', input, 'hex'), 'hex');
}
