import { formatCheckpoint } from './verify/checkpoint.ts';
import { LedgerError } from './errors.ts';
import { signNote, type Signer } from './signer.ts';
import type { LedgerStore, StoredCheckpoint } from './store.ts';
import { treeRoot } from './tree.ts';

export interface CheckpointPublisherOptions {
  readonly origin: string;
  readonly store: LedgerStore;
  /** Who signs a checkpoint of that size. */
  readonly signersAt: (size: number) => Promise<readonly Signer[]>;
  readonly clock: () => Date;
  /** Called with each checkpoint that is stored, also by another process. Must not throw. */
  readonly published: (checkpoint: StoredCheckpoint) => void;
}

const maxAgeMs = 1000;

/** Signs the head at most a second after it moved, outside the lock, and only what is stored already. */
export class CheckpointPublisher {
  readonly #options: CheckpointPublisherOptions;
  #timer: NodeJS.Timeout | undefined;
  #publishing: Promise<StoredCheckpoint | undefined> | undefined;

  constructor(options: CheckpointPublisherOptions) {
    this.#options = options;
  }

  /** The head moved. */
  schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      // The store refused: the next commit or the next caller tries again, and the log itself is unharmed.
      this.publish().catch(() => undefined);
    }, maxAgeMs - 100);
    this.#timer.unref();
  }

  /** Resolves to the checkpoint of the current head, stored; undefined for an empty log. */
  async publish(): Promise<StoredCheckpoint | undefined> {
    while (this.#publishing !== undefined) await this.#publishing.catch(() => undefined);
    this.#publishing = this.#publish();
    try {
      const checkpoint = await this.#publishing;
      if (checkpoint !== undefined) this.#options.published(checkpoint);
      return checkpoint;
    } finally {
      this.#publishing = undefined;
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #publish(): Promise<StoredCheckpoint | undefined> {
    const { origin, store, signersAt, clock } = this.#options;
    const state = await store.state();
    if (state.size === 0) return undefined;
    const latest = await store.latestCheckpoint();
    const root = treeRoot(state);
    if (latest !== undefined && latest.size > state.size) return latest;
    if (latest?.size === state.size) return sameRoot(latest, root);
    const signers = await signersAt(state.size);
    const note = await signNote(formatCheckpoint({ origin, size: state.size, root }), ...signers);
    const kept = await store.saveCheckpoint({ size: state.size, root, note, at: clock().toISOString() });
    return sameRoot(kept, root);
  }
}

/** INVARIANT: never two roots at one size. */
function sameRoot(checkpoint: StoredCheckpoint, root: Uint8Array): StoredCheckpoint {
  if (Buffer.compare(checkpoint.root, root) === 0) return checkpoint;
  throw new LedgerError({
    code: 'LEDGER_UNAVAILABLE',
    message: `a checkpoint of size ${checkpoint.size} with another root stands already; run a verification`,
    details: { size: checkpoint.size },
  });
}
