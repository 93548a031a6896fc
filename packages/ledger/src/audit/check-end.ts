import type { LedgerStore } from '../store.ts';
import { tileHeight, treeRoot, type TreeState } from '../tree.ts';
import { FaultFound } from './fault.ts';
import { isSame } from './same-bytes.ts';

/** The head says what the entries lead to. */
export function checkHead(head: TreeState & { readonly root: Uint8Array }, tree: TreeState): void {
  if (!isSame(head.chain, tree.chain)) {
    throw new FaultFound(head.size, 'head-altered', 'the chain value of the head is not that of the entries');
  }
  if (!isSame(head.root, treeRoot(tree))) {
    throw new FaultFound(head.size, 'head-altered', 'the root of the head is not that of the entries');
  }
  if (!isSame(Buffer.concat(head.frontier), Buffer.concat(tree.frontier))) {
    throw new FaultFound(head.size, 'head-altered', 'the frontier of the head is not that of the entries');
  }
}

/** Neither entries nor hashes of entries that the head does not count. */
export async function checkNoSurplus(store: LedgerStore, { size }: TreeState): Promise<void> {
  // A process beside this one may have appended since the head was read.
  const now = await store.storedHead();
  for (let level = 1; level <= 6; level += 1) {
    const width = 2 ** (level * tileHeight);
    const [surplus] = await store.subtrees(level, Math.floor(now.size / width), Number.MAX_SAFE_INTEGER);
    if (surplus !== undefined) {
      throw new FaultFound(size, 'surplus', `a hash is kept for entries from ${surplus.index * width} on`);
    }
  }
  const extent = await store.extent();
  if (extent.count > extent.size) {
    throw new FaultFound(
      extent.size,
      'surplus',
      `${extent.count} entries stand, the head counts ${extent.size}`,
    );
  }
}

/** The fault of a log whose entries end before the head says so. */
export async function explainEnd(store: LedgerStore, index: number, size: number): Promise<FaultFound> {
  const [later] = await store.read({
    from: index,
    to: Number.MAX_SAFE_INTEGER,
    limit: 1,
    order: 'ascending',
  });
  if (later !== undefined) return new FaultFound(index, 'missing', `no entry ${index}`);
  return new FaultFound(index, 'truncated', `the head counts ${size} entries, the log ends at ${index}`);
}
