import { availableParallelism } from 'node:os';
import type { RecordedKeys } from '../keys/read-key-history.ts';
import type { LedgerStore } from '../store.ts';
import { emptyTree, treeRoot } from '../tree.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';
import { checkHead, checkNoStrayCheckpoint, checkNoSurplus, readHead } from './check-end.ts';
import { FaultFound, type Fault } from './fault.ts';
import { findStart } from './find-start.ts';
import { createPageChecker } from './page-checker.ts';
import { passPage, type Reached } from './pass-page.ts';
import { readPages } from './read-pages.ts';
import { Removals, type RemovalReport } from './removals.ts';

/** What a verification found: the log as it stands, or its first fault. */
export type VerifyReport =
  | {
      readonly verified: true;
      readonly log: string;
      /** The first entry that was checked; what stands before it is taken at its hashes, which a signature covers. */
      readonly from: number;
      readonly size: number;
      /** Hex. */
      readonly root: string;
      readonly chain: string;
      /** Checkpoints whose signature and root were checked. */
      readonly checkpoints: number;
      /** What was pruned and erased, by the entries that say so, in order. */
      readonly removals: readonly RemovalReport[];
      /** Leaves that stand although an entry says that they were removed: a restored backup brings them back. */
      readonly returned: number;
    }
  | {
      readonly verified: false;
      readonly log: string;
      /** The first entry that cannot be vouched for. */
      readonly index: number;
      readonly fault: Fault;
      readonly detail: string;
    };

/** Where to begin, with what, and whom to believe. */
export interface VerifyOptions {
  /**
   * Begin at this entry or before it: at the last signed checkpoint up to there that the hashes kept of the entries
   * before it lead to. Alterations of those entries that leave their hashes alone are not seen. Default 0: everything.
   */
  readonly from?: number;
  /** Threads that check beside this one. Default: one less than there are cores, at most 8; none for a short log. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly checked: number; readonly size: number }) => void;
  /** Keys of the log to believe; those that they agreed to follow from its entries. Default: those of this process. */
  readonly keys?: readonly NoteVerifier[];
}

/** A thread is started in a tenth of a second: so many entries are checked meanwhile. */
const worthThreads = 8192;
const maxThreads = 8;

/** Re-derives everything from the leaves, in pages and with a few of them in memory. */
export async function verifyLog(
  log: string,
  store: LedgerStore,
  options: VerifyOptions & { readonly recorded: RecordedKeys },
): Promise<VerifyReport> {
  try {
    return await verifyWhole(log, store, options);
  } catch (error) {
    if (!(error instanceof FaultFound)) throw error;
    return { verified: false, log, index: error.index, fault: error.fault, detail: error.message };
  }
}

async function verifyWhole(
  log: string,
  store: LedgerStore,
  { recorded, from = 0, threads, signal, onProgress }: VerifyOptions & { readonly recorded: RecordedKeys },
): Promise<VerifyReport> {
  signal?.throwIfAborted();
  const head = await readHead(log, store);
  const { size } = head;
  const start = from === 0 ? emptyTree(log) : await findStart(log, store, recorded, Math.min(from, size));
  const checker = createPageChecker(threads ?? threadsFor(size - start.size));
  const removals = new Removals(start.size);
  let reached: Reached = { tree: start, vouched: start.size, checkpoints: 0 };
  try {
    for await (const page of readPages(log, store, checker, start, size)) {
      signal?.throwIfAborted();
      reached = await passPage({ log, store, recorded, size, removals }, reached, page);
      onProgress?.({ checked: reached.tree.size, size });
    }
  } finally {
    await checker.close();
  }
  const { tree, checkpoints } = reached;
  checkHead(head, tree);
  await checkNoStrayCheckpoint(log, store, tree);
  await checkNoSurplus(log, store, tree);
  await removals.checkActs(recorded.history);
  removals.check();
  return {
    verified: true,
    log,
    from: start.size,
    size,
    root: Buffer.from(treeRoot(tree)).toString('hex'),
    chain: Buffer.from(tree.chain).toString('hex'),
    checkpoints,
    removals: removals.report,
    returned: removals.returned,
  };
}

/** One core is left to whoever reads the pages. */
function threadsFor(entries: number): number {
  return entries < worthThreads ? 0 : Math.min(availableParallelism() - 1, maxThreads);
}
