import type { LedgerStore, StoredHead } from '../store.ts';
import { tileHeight, treeRoot, type TreeState } from '../tree.ts';
import { FaultFound } from './fault.ts';
import { isSame } from './same-bytes.ts';

/** The head of this log, whatever it says. */
export async function readHead(log: string, store: LedgerStore): Promise<StoredHead> {
  const head = await store.storedHead();
  if (head === undefined) throw new FaultFound(0, 'head-altered', 'the log has no head');
  if (head.origin === log) return head;
  const found = head.origin === undefined ? 'no log' : `the log \`${head.origin}\``;
  throw new FaultFound(0, 'head-altered', `the head is that of ${found}`);
}

/** The head says what the entries lead to. */
export function checkHead(head: StoredHead, tree: TreeState): void {
  if (!isSame(head.chain, tree.chain)) {
    throw new FaultFound(head.size, 'head-altered', 'the chain value of the head is not that of the entries');
  }
  if (!isSame(head.root, treeRoot(tree))) {
    throw new FaultFound(head.size, 'head-altered', 'the root of the head is not that of the entries');
  }
  if (!isSame(Buffer.concat(head.frontier), Buffer.concat(tree.frontier))) {
    throw new FaultFound(head.size, 'head-altered', 'the frontier of the head is not that of the entries');
  }
  if (head.epoch !== 0) {
    throw new FaultFound(head.size, 'head-altered', `the epoch of the head is ${head.epoch}, not 0`);
  }
}

/** No checkpoint of a size that the log never had. */
export async function checkNoStrayCheckpoint(
  log: string,
  store: LedgerStore,
  { size }: TreeState,
): Promise<void> {
  const [unborn] = await store.cosignatures({ from: Number.MIN_SAFE_INTEGER, to: 1 });
  if (unborn !== undefined) {
    throw new FaultFound(0, 'checkpoint-altered', `a cosignature of size ${unborn.size} is out of place`);
  }
  const [early] = await store.checkpoints({ from: Number.MIN_SAFE_INTEGER, to: 1, limit: 1 });
  if (early !== undefined) {
    throw new FaultFound(0, 'checkpoint-altered', `a checkpoint of size ${early.size} is out of place`);
  }
  const [[checkpoint], [cosignature]] = await Promise.all([
    store.checkpoints({ from: size + 1, limit: 1 }),
    store.cosignatures({ from: size + 1, to: Number.MAX_SAFE_INTEGER }),
  ]);
  const later = checkpoint ?? cosignature;
  if (later === undefined) return;
  // A process beside this one may have appended and signed since the head was read.
  const now = await readHead(log, store);
  if (now.size < later.size) {
    throw new FaultFound(
      size,
      'truncated',
      `a checkpoint covers ${later.size} entries, the head ${now.size}`,
    );
  }
}

/** Neither entries nor hashes of entries that the head does not count. */
export async function checkNoSurplus(log: string, store: LedgerStore, { size }: TreeState): Promise<void> {
  // A process beside this one may have appended since the head was read.
  const now = await readHead(log, store);
  for (let level = 1; level <= 6; level += 1) {
    const width = 2 ** (level * tileHeight);
    const [surplus] = await store.subtrees(level, Math.floor(now.size / width), Number.MAX_SAFE_INTEGER);
    if (surplus !== undefined) {
      throw new FaultFound(size, 'surplus', `a hash is kept for entries from ${surplus.index * width} on`);
    }
  }
  // Those in between were walked without a gap. The last one there is goes with a head that counts it.
  const outermost = { limit: 1, order: 'descending' } as const;
  const [[last], [unborn]] = await Promise.all([
    store.read({ ...outermost, from: size, to: Number.MAX_SAFE_INTEGER }),
    store.read({ ...outermost, from: Number.MIN_SAFE_INTEGER, to: 0 }),
  ]);
  const uncounted = unborn ?? last;
  if (uncounted === undefined) return;
  const { size: counted } = await readHead(log, store);
  if (uncounted.index < 0 || uncounted.index >= counted) {
    const detail = `entry ${uncounted.index} stands, the head counts ${counted}`;
    throw new FaultFound(counted, 'surplus', detail);
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
