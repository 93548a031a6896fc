import type { PlacedEntry, StoredCheckpoint } from '../store.ts';
import { extendChain, extendTree, tileHeight, treeRoot, type Subtree } from '../tree.ts';
import { checkNote } from './check-checkpoint.ts';
import { checkCosignatures } from './check-cosignature.ts';
import { checkColumns, leafHashOf } from './check-entry.ts';
import { explainEnd } from './check-end.ts';
import { explainEntry } from './explain-entry.ts';
import { FaultFound } from './fault.ts';
import type { Audited, Reached } from './pass-page.ts';
import { pageSize, type Page } from './read-pages.ts';
import { findRemovals } from './removals.ts';
import { isSame } from './same-bytes.ts';

/** Entry by entry from what was reached to the end of a page, and throws the first fault by its name. */
export async function walkPage(audited: Audited, reached: Reached, page: Page): Promise<Reached> {
  const walk = new Walk(audited, reached);
  const { first, end } = page;
  const entries = await audited.store.read({
    from: first,
    to: end,
    limit: pageSize + 1,
    order: 'ascending',
  });
  for (const entry of entries) {
    const subtrees = await walk.entry(entry);
    for (const subtree of subtrees) await walk.subtree(subtree);
    for (const checkpoint of page.checkpoints) {
      if (checkpoint.size === walk.reached.tree.size) await walk.checkpoint(checkpoint);
    }
  }
  if (walk.reached.tree.size < end) {
    throw await explainEnd(audited.store, walk.reached.tree.size, audited.size);
  }
  await checkCosignatures(page.checkpoints, page.cosignatures);
  return walk.reached;
}

class Walk {
  readonly #audited: Audited;
  #reached: Reached;

  constructor(audited: Audited, reached: Reached) {
    this.#audited = audited;
    this.#reached = reached;
  }

  get reached(): Reached {
    return this.#reached;
  }

  /** The subtrees that it completes. */
  async entry(entry: PlacedEntry): Promise<readonly Subtree[]> {
    const { store, log, removals, recorded } = this.#audited;
    const { tree } = this.#reached;
    if (entry.index > tree.size) {
      throw new FaultFound(tree.size, 'missing', `no entry ${tree.size}; the next one is ${entry.index}`);
    }
    if (entry.index < tree.size) {
      throw new FaultFound(entry.index, 'duplicated', `entry ${entry.index} stands twice`);
    }
    const leafHash = leafHashOf(entry);
    if (!isSame(extendChain(tree.chain, leafHash), entry.chain) || !isSame(leafHash, entry.leafHash)) {
      throw await explainEntry(store, entry, tree.chain);
    }
    if (entry.leaf !== undefined) checkColumns(log, entry);
    if (recorded.broken?.index === entry.index) {
      throw new FaultFound(entry.index, 'key-change-invalid', recorded.broken.reason);
    }
    removals.add(findRemovals(log, [entry]));
    const { state, subtrees } = extendTree(tree, [leafHash]);
    this.#reached = { ...this.#reached, tree: state };
    return subtrees;
  }

  async subtree({ level, index, hash }: Subtree): Promise<void> {
    const [stored] = await this.#audited.store.subtrees(level, index, index + 1);
    if (stored !== undefined && isSame(stored.hash, hash)) return;
    const width = 2 ** (level * tileHeight);
    const what = stored === undefined ? 'is gone' : 'differs from them';
    throw new FaultFound(
      index * width,
      'column-altered',
      `the hash kept for entries ${index * width} to ${(index + 1) * width - 1} ${what}`,
    );
  }

  async checkpoint(stored: StoredCheckpoint): Promise<void> {
    const { tree, vouched, checkpoints } = this.#reached;
    await checkNote(this.#audited.log, stored, this.#audited.recorded);
    if (!isSame(stored.root, treeRoot(tree))) throw forked(vouched, stored);
    this.#reached = { tree, vouched: stored.size, checkpoints: checkpoints + 1 };
  }
}

function forked(from: number, { size }: StoredCheckpoint): FaultFound {
  return new FaultFound(
    from,
    'forked',
    `entries ${from} to ${size - 1} are not those of the signed checkpoint of size ${size}`,
  );
}
