import type { LedgerStore, StoredCheckpoint, StoredEntry } from '../store.ts';
import { extendChain, extendTree, tileHeight, treeRoot, type Subtree, type TreeState } from '../tree.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';
import { checkNote } from './check-checkpoint.ts';
import { checkColumns, leafHashOf } from './check-entry.ts';
import { explainEnd } from './check-end.ts';
import { explainEntry } from './explain-entry.ts';
import { FaultFound } from './fault.ts';
import { isSame } from './same-bytes.ts';

export interface WalkOptions {
  readonly log: string;
  readonly store: LedgerStore;
  readonly keys: readonly NoteVerifier[];
  /** Entries before it are taken at their stored leaf hash. */
  readonly from: number;
}

const pageSize = 4096;

/** Goes through the entries one by one, with the frontier alone in memory, and throws the first fault by its name. */
export class Walk {
  readonly #options: WalkOptions;
  readonly #store: LedgerStore;
  #tree: TreeState;
  #checkpoints: readonly StoredCheckpoint[] = [];
  #checked = 0;
  /** Read ahead, by level. */
  readonly #subtrees = new Map<number, readonly Subtree[]>();
  /** Size of the last checkpoint that agreed. */
  #vouched = 0;

  constructor(start: TreeState, options: WalkOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#tree = start;
  }

  /** What the entries so far lead to. */
  get tree(): TreeState {
    return this.#tree;
  }

  /** Checkpoints that agreed. */
  get checkpoints(): number {
    return this.#checked;
  }

  /** On to a size that the head says; tells after each page. */
  async to(size: number, passed: () => void): Promise<void> {
    await this.#loadCheckpoints(0);
    let upcoming = this.#readPage(0, size);
    while (this.#tree.size < size) {
      const page = await upcoming;
      const last = page.at(-1);
      if (last === undefined) throw await explainEnd(this.#store, this.#tree.size, size);
      // The store reads the next page while this one is hashed; its failure counts only when it is awaited.
      upcoming = this.#readPage(last.index + 1, size);
      upcoming.catch(() => undefined);
      for (const entry of page) await this.#check(entry);
      passed();
    }
    await upcoming;
  }

  /** A checkpoint that no entry led to: of a log that was longer once, or of no size that it ever had. */
  async checkUnreached(): Promise<void> {
    const unreached = this.#checkpoints[0];
    if (unreached === undefined) return;
    const { size } = this.#tree;
    if (unreached.size <= size) {
      throw new FaultFound(
        this.#vouched,
        'checkpoint-altered',
        `a checkpoint of size ${unreached.size} is out of place`,
      );
    }
    // A process beside this one may have appended and signed since the head was read.
    const now = await this.#store.storedHead();
    if (now.size < unreached.size) {
      throw new FaultFound(
        size,
        'truncated',
        `a checkpoint covers ${unreached.size} entries, the head ${now.size}`,
      );
    }
  }

  async #readPage(from: number, to: number): Promise<readonly StoredEntry[]> {
    return await this.#store.read({ from, to, limit: pageSize, order: 'ascending' });
  }

  async #check(entry: StoredEntry): Promise<void> {
    const index = this.#tree.size;
    if (entry.index > index) {
      throw new FaultFound(index, 'missing', `no entry ${index}; the next one is ${entry.index}`);
    }
    if (entry.index < index) {
      throw new FaultFound(entry.index, 'duplicated', `entry ${entry.index} stands twice`);
    }
    const isTrusted = index < this.#options.from;
    const leafHash = isTrusted ? entry.leafHash : leafHashOf(entry);
    const chain = extendChain(this.#tree.chain, leafHash);
    if (!isSame(chain, entry.chain) || !isSame(leafHash, entry.leafHash)) {
      throw await explainEntry(this.#store, entry, this.#tree.chain);
    }
    if (!isTrusted) checkColumns(this.#options.log, entry);
    const { state, subtrees } = extendTree(this.#tree, [leafHash]);
    this.#tree = state;
    for (const subtree of subtrees) await this.#checkSubtree(subtree);
    while (this.#checkpoints[0]?.size === this.#tree.size) await this.#checkCheckpoint(this.#checkpoints[0]);
  }

  async #checkSubtree({ level, index, hash }: Subtree): Promise<void> {
    const page = this.#subtrees.get(level) ?? [];
    const [stored, ...others] =
      page.length > 0 ? page : await this.#store.subtrees(level, index, index + pageSize);
    this.#subtrees.set(level, others);
    if (stored?.index === index && isSame(stored.hash, hash)) return;
    const width = 2 ** (level * tileHeight);
    const what = stored?.index === index ? 'differs from them' : 'is gone';
    throw new FaultFound(
      index * width,
      'column-altered',
      `the hash kept for entries ${index * width} to ${(index + 1) * width - 1} ${what}`,
    );
  }

  async #checkCheckpoint(stored: StoredCheckpoint): Promise<void> {
    await checkNote(this.#options.log, stored, this.#options.keys);
    if (!isSame(stored.root, treeRoot(this.#tree))) {
      throw new FaultFound(
        this.#vouched,
        'forked',
        `entries ${this.#vouched} to ${stored.size - 1} are not those of the signed checkpoint of size ${stored.size}`,
      );
    }
    this.#vouched = stored.size;
    this.#checked += 1;
    this.#checkpoints = this.#checkpoints.slice(1);
    if (this.#checkpoints.length === 0) await this.#loadCheckpoints(stored.size + 1);
  }

  async #loadCheckpoints(from: number): Promise<void> {
    this.#checkpoints = await this.#store.checkpoints({ from, limit: pageSize });
  }
}
