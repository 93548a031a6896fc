import type { LedgerStore } from '../store.ts';
import { emptyTree, treeRoot } from '../tree.ts';
import type { NoteVerifier } from '../verify/verifier-key.ts';
import { checkHead, checkNoSurplus } from './check-end.ts';
import { FaultFound, type Fault } from './fault.ts';
import { Walk } from './walk.ts';

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
  /** Whose checkpoints count. Default: the ledger's own signer. */
  readonly keys?: readonly NoteVerifier[];
}

/** Re-derives everything from the leaves, in pages and with the frontier alone in memory. */
export async function verifyLog(
  log: string,
  store: LedgerStore,
  options: VerifyOptions & { readonly keys: readonly NoteVerifier[] },
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
  { keys, from = 0, signal, onProgress }: VerifyOptions & { readonly keys: readonly NoteVerifier[] },
): Promise<VerifyReport> {
  signal?.throwIfAborted();
  const head = await store.storedHead();
  const walk = new Walk(emptyTree(log), { log, store, keys, from });
  await walk.to(head.size, () => {
    signal?.throwIfAborted();
    onProgress?.({ checked: walk.tree.size, size: head.size });
  });
  checkHead(head, walk.tree);
  await walk.checkUnreached();
  await checkNoSurplus(store, walk.tree);
  return {
    verified: true,
    log,
    size: walk.tree.size,
    root: Buffer.from(treeRoot(walk.tree)).toString('hex'),
    chain: Buffer.from(walk.tree.chain).toString('hex'),
    checkpoints: walk.checkpoints,
  };
}
