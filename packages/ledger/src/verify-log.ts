import { parseCheckpoint } from './verify/checkpoint.ts';
import { parseLeaf } from './entry.ts';
import { findOrigin } from './find-origin.ts';
import type { RecordedKeys } from './keys/read-key-history.ts';
import { keysKnownAt, signerFault } from './verify/key-history.ts';
import { verifyNote } from './verify/note.ts';
import type { NoteVerifier } from './verify/verifier-key.ts';
import type { LedgerStore, StoredCheckpoint, StoredEntry } from './store.ts';
import {
  emptyTree,
  extendChain,
  extendTree,
  hashLeaf,
  tileHeight,
  treeRoot,
  type Subtree,
  type TreeState,
} from './tree.ts';

/** What is wrong at the index that a report names. */
export type Fault =
  /** The leaf is not the one that was appended, or not a leaf. */
  | 'payload-altered'
  /** A column that repeats part of the leaf, or a hash beside it, differs from it. */
  | 'column-altered'
  /** No entry where one must be. */
  | 'missing'
  /** Another entry of the same log stands here. */
  | 'reordered'
  /** An entry stands a second time. */
  | 'duplicated'
  /** The log ends before what its head or a checkpoint says. */
  | 'truncated'
  /** Entries that the head does not count. */
  | 'surplus'
  /** The head's root, chain or frontier is not that of its entries. */
  | 'head-altered'
  /** A checkpoint of this log has another root than the entries that it covers. */
  | 'forked'
  | 'bad-signature'
  | 'key-unknown'
  /** The checkpoint is by a key that was revoked in front of it. */
  | 'key-revoked'
  /** The checkpoint is by a key that was not one of the log at its size. */
  | 'key-not-valid'
  /** The entry changes the keys of the log, and no key of the log agreed to it. */
  | 'key-change-invalid'
  | 'checkpoint-altered';

export type VerifyReport =
  | {
      readonly verified: true;
      readonly log: string;
      readonly size: number;
      /** Hex. */
      readonly root: string;
      readonly chain: string;
      /** Checkpoints whose signature and root were checked. */
      readonly checkpoints: number;
    }
  | {
      readonly verified: false;
      readonly log: string;
      /** The first entry that cannot be vouched for. */
      readonly index: number;
      readonly fault: Fault;
      readonly detail: string;
    };

export interface VerifyOptions {
  /** Entries before it are taken at their stored leaf hash. Default 0. */
  readonly from?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly checked: number; readonly size: number }) => void;
  /** Keys of the log to believe; those that they agreed to follow from its entries. Default: those of this process. */
  readonly keys?: readonly NoteVerifier[];
}

const pageSize = 4096;

/** Stops the walk at the first fault. */
class Found extends Error {
  readonly index: number;
  readonly fault: Fault;
  constructor(index: number, fault: Fault, detail: string) {
    super(detail);
    this.index = index;
    this.fault = fault;
  }
}

/** Re-derives everything from the leaves, in pages and with the frontier alone in memory. */
export async function verifyLog(
  log: string,
  store: LedgerStore,
  options: VerifyOptions & { readonly recorded: RecordedKeys },
): Promise<VerifyReport> {
  try {
    return await new Verification(log, store, options).run();
  } catch (error) {
    if (!(error instanceof Found)) throw error;
    return { verified: false, log, index: error.index, fault: error.fault, detail: error.message };
  }
}

class Verification {
  readonly #log: string;
  readonly #store: LedgerStore;
  readonly #options: VerifyOptions & { readonly recorded: RecordedKeys };
  #tree: TreeState;
  #checkpoints: readonly StoredCheckpoint[] = [];
  #checked = 0;
  /** Read ahead, by level. */
  readonly #subtrees = new Map<number, readonly Subtree[]>();
  /** Size of the last checkpoint that agreed. */
  #vouched = 0;

  constructor(log: string, store: LedgerStore, options: VerifyOptions & { readonly recorded: RecordedKeys }) {
    this.#log = log;
    this.#store = store;
    this.#options = options;
    this.#tree = emptyTree(log);
  }

  async run(): Promise<VerifyReport> {
    const head = await this.#store.storedHead();
    await this.#loadCheckpoints(0);
    let upcoming = this.#readPage(0, head.size);
    while (this.#tree.size < head.size) {
      this.#options.signal?.throwIfAborted();
      const page = await upcoming;
      const last = page.at(-1);
      if (last === undefined) throw await this.#ended(head.size);
      // The store reads the next page while this one is hashed; its failure counts only when it is awaited.
      upcoming = this.#readPage(last.index + 1, head.size);
      upcoming.catch(() => undefined);
      for (const entry of page) await this.#check(entry);
      this.#options.onProgress?.({ checked: this.#tree.size, size: head.size });
    }
    await upcoming;
    this.#checkHead(head);
    await this.#checkUnreached();
    await this.#checkNoMoreSubtrees();
    const extent = await this.#store.extent();
    if (extent.count > extent.size) {
      throw new Found(
        extent.size,
        'surplus',
        `${extent.count} entries stand, the head counts ${extent.size}`,
      );
    }
    return {
      verified: true,
      log: this.#log,
      size: this.#tree.size,
      root: hex(treeRoot(this.#tree)),
      chain: hex(this.#tree.chain),
      checkpoints: this.#checked,
    };
  }

  async #readPage(from: number, to: number): Promise<readonly StoredEntry[]> {
    return await this.#store.read({ from, to, limit: pageSize, order: 'ascending' });
  }

  async #check(entry: StoredEntry): Promise<void> {
    const index = this.#tree.size;
    if (entry.index > index) {
      throw new Found(index, 'missing', `no entry ${index}; the next one is ${entry.index}`);
    }
    if (entry.index < index) throw new Found(entry.index, 'duplicated', `entry ${entry.index} stands twice`);
    const isTrusted = index < (this.#options.from ?? 0);
    const leafHash = isTrusted ? entry.leafHash : hashLeaf(Buffer.from(entry.leaf));
    const chain = extendChain(this.#tree.chain, leafHash);
    if (!equal(chain, entry.chain) || !equal(leafHash, entry.leafHash)) {
      throw await this.#explain(entry, leafHash, chain);
    }
    if (!isTrusted) this.#checkColumns(entry);
    const { broken } = this.#options.recorded;
    if (broken?.index === index) throw new Found(index, 'key-change-invalid', broken.reason);
    const { state, subtrees } = extendTree(this.#tree, [leafHash]);
    this.#tree = state;
    for (const subtree of subtrees) await this.#checkSubtree(subtree);
    while (this.#checkpoints[0]?.size === this.#tree.size) await this.#checkCheckpoint(this.#checkpoints[0]);
  }

  /** Names what made a hash differ; reads the log again where that takes a look around. */
  async #explain(entry: StoredEntry, leafHash: Uint8Array, chain: Uint8Array): Promise<Found> {
    const { index } = entry;
    if (equal(chain, entry.chain))
      return new Found(index, 'column-altered', 'column `leaf_hash` differs from the leaf');
    if (!equal(leafHash, entry.leafHash)) {
      return new Found(index, 'payload-altered', 'the leaf does not have the hash stored beside it');
    }
    const [next] = await this.#store.read({ from: index + 1, to: index + 2, limit: 1, order: 'ascending' });
    const follows =
      next !== undefined && equal(extendChain(chain, hashLeaf(Buffer.from(next.leaf))), next.chain);
    if (follows)
      return new Found(index, 'column-altered', 'column `chain` differs from the entries before it');
    const origin = await findOrigin(this.#store, entry, this.#tree.chain);
    if (origin.kind === 'reordered') {
      return new Found(index, 'reordered', `entry ${origin.at} belongs here`);
    }
    if (origin.kind === 'duplicated') {
      return new Found(index, 'duplicated', `the entry here repeats entry ${origin.at}`);
    }
    const { size, count } = await this.#store.extent();
    if (count < size) return new Found(index, 'missing', `entry ${index} is gone and others took its place`);
    return new Found(index, 'payload-altered', 'the entry is not the one that the chain was computed over');
  }

  #checkColumns(entry: StoredEntry): void {
    let draft: ReturnType<typeof parseLeaf>;
    try {
      draft = parseLeaf(this.#log, entry.leaf);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new Found(entry.index, 'payload-altered', `not a leaf of this log: ${detail}`);
    }
    for (const column of ['kind', 'actor', 'tenant', 'at', 'idem'] as const) {
      if (draft[column] !== entry[column]) {
        throw new Found(entry.index, 'column-altered', `column \`${column}\` differs from the leaf`);
      }
    }
  }

  async #checkSubtree({ level, index, hash }: Subtree): Promise<void> {
    const page = this.#subtrees.get(level) ?? [];
    const [stored, ...others] =
      page.length > 0 ? page : await this.#store.subtrees(level, index, index + pageSize);
    this.#subtrees.set(level, others);
    if (stored?.index === index && equal(stored.hash, hash)) return;
    const width = 2 ** (level * tileHeight);
    const what = stored?.index === index ? 'differs from them' : 'is gone';
    throw new Found(
      index * width,
      'column-altered',
      `the hash kept for entries ${index * width} to ${(index + 1) * width - 1} ${what}`,
    );
  }

  /** Hashes of entries that there are not. */
  async #checkNoMoreSubtrees(): Promise<void> {
    const { size } = this.#tree;
    // A process beside this one may have appended since the head was read.
    const now = await this.#store.storedHead();
    for (let level = 1; level <= 6; level += 1) {
      const width = 2 ** (level * tileHeight);
      const [surplus] = await this.#store.subtrees(
        level,
        Math.floor(now.size / width),
        Number.MAX_SAFE_INTEGER,
      );
      if (surplus !== undefined) {
        throw new Found(size, 'surplus', `a hash is kept for entries from ${surplus.index * width} on`);
      }
    }
  }

  async #checkCheckpoint(stored: StoredCheckpoint): Promise<void> {
    const last = stored.size - 1;
    let text: string;
    try {
      // By what the log had said of its keys by then: a key that is revoked later has signed what later keys vouch for.
      const keys = keysKnownAt(this.#options.recorded.history, stored.size);
      const verified = await verifyNote(
        stored.note,
        keys.map(({ verifier }) => verifier),
      );
      const signers = verified.verifiedBy.map(({ verifier }) => verifier);
      const unsigned = signerFault(keys, signers, stored.size);
      if (unsigned !== undefined) {
        throw new Found(last, unsigned.fault, `checkpoint of size ${stored.size}: ${unsigned.reason}`);
      }
      text = verified.text;
    } catch (error) {
      if (error instanceof Found) throw error;
      throw new Found(last, 'bad-signature', `checkpoint of size ${stored.size}: ${describe(error)}`);
    }
    let signed: ReturnType<typeof parseCheckpoint>;
    try {
      signed = parseCheckpoint(text);
    } catch (error) {
      throw new Found(last, 'checkpoint-altered', `checkpoint of size ${stored.size}: ${describe(error)}`);
    }
    if (signed.origin !== this.#log || signed.size !== stored.size || !equal(signed.root, stored.root)) {
      throw new Found(
        last,
        'checkpoint-altered',
        `columns of the checkpoint of size ${stored.size} differ from its note`,
      );
    }
    if (!equal(signed.root, treeRoot(this.#tree))) {
      throw new Found(
        this.#vouched,
        'forked',
        `entries ${this.#vouched} to ${last} are not those of the signed checkpoint of size ${stored.size}`,
      );
    }
    this.#vouched = stored.size;
    this.#checked += 1;
    this.#checkpoints = this.#checkpoints.slice(1);
    if (this.#checkpoints.length === 0) await this.#loadCheckpoints(stored.size + 1);
  }

  #checkHead(head: TreeState & { readonly root: Uint8Array }): void {
    if (!equal(head.chain, this.#tree.chain)) {
      throw new Found(head.size, 'head-altered', 'the chain value of the head is not that of the entries');
    }
    if (!equal(head.root, treeRoot(this.#tree))) {
      throw new Found(head.size, 'head-altered', 'the root of the head is not that of the entries');
    }
    if (!equal(Buffer.concat(head.frontier), Buffer.concat(this.#tree.frontier))) {
      throw new Found(head.size, 'head-altered', 'the frontier of the head is not that of the entries');
    }
  }

  /** A checkpoint that no entry led to: of a log that was longer once, or of no size that it ever had. */
  async #checkUnreached(): Promise<void> {
    const unreached = this.#checkpoints[0];
    if (unreached === undefined) return;
    const { size } = this.#tree;
    if (unreached.size <= size) {
      throw new Found(
        this.#vouched,
        'checkpoint-altered',
        `a checkpoint of size ${unreached.size} is out of place`,
      );
    }
    // A process beside this one may have appended and signed since the head was read.
    const now = await this.#store.storedHead();
    if (now.size < unreached.size) {
      throw new Found(
        size,
        'truncated',
        `a checkpoint covers ${unreached.size} entries, the head ${now.size}`,
      );
    }
  }

  async #ended(size: number): Promise<Found> {
    const index = this.#tree.size;
    const [later] = await this.#store.read({
      from: index,
      to: Number.MAX_SAFE_INTEGER,
      limit: 1,
      order: 'ascending',
    });
    if (later !== undefined) return new Found(index, 'missing', `no entry ${index}`);
    return new Found(index, 'truncated', `the head counts ${size} entries, the log ends at ${index}`);
  }

  async #loadCheckpoints(from: number): Promise<void> {
    this.#checkpoints = await this.#store.checkpoints({ from, limit: pageSize });
  }
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
