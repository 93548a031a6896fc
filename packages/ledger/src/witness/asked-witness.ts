import { Delivery } from '../outbound/delivery.ts';
import type { Fetch } from '../outbound/send.ts';
import type { LedgerStore, StoredCheckpoint } from '../store.ts';
import { type KeptCosignature, storedCosignatures } from './cosignatures.ts';
import type { Quorum } from './quorum.ts';
import { submitCheckpoint, type Submission } from './submit-checkpoint.ts';
import type { KnownWitness } from './witness-policy.ts';

/** Why the log that a witness has seen is not the one that is here. */
export interface WitnessAlarm {
  /** `forked`: it cosigned another root. `ahead`: it cosigned more entries than there are, so that some are gone. */
  readonly kind: 'forked' | 'ahead';
  /** What it has cosigned, entries. */
  readonly theirSize: number;
  /** Of the checkpoint that it was shown. */
  readonly ourSize: number;
  /** When it was noticed, RFC 3339. */
  readonly at: string;
}

/** A witness that raises an alarm, begins to fail or answers again. */
export type WitnessingEvent =
  | { readonly event: 'witness-alarm'; readonly witness: string; readonly alarm: WitnessAlarm }
  | { readonly event: 'witness-failed'; readonly witness: string; readonly reason: string }
  | { readonly event: 'witness-works'; readonly witness: string };

export interface AskedWitnessOptions {
  readonly witness: KnownWitness;
  readonly quorum: Quorum;
  readonly store: LedgerStore;
  readonly fetch: Fetch;
  readonly random: () => number;
  readonly clock: () => Date;
  /** Consistency proof from a size to a checkpoint, checked against its root. */
  readonly prove: (from: number, checkpoint: StoredCheckpoint) => Promise<readonly Uint8Array[]>;
  readonly report: (event: WitnessingEvent) => void;
}

/** One witness and what came of asking it. */
export class AskedWitness {
  readonly #options: AskedWitnessOptions;
  readonly #delivery: Delivery<StoredCheckpoint>;
  #alarm: WitnessAlarm | undefined;
  /** Size of the newest checkpoint that was offered. */
  #offered = 0;

  constructor(options: AskedWitnessOptions) {
    this.#options = options;
    this.#delivery = new Delivery({
      deliver: async (checkpoint, signal) => await this.#ask(checkpoint, signal),
      random: options.random,
      changed: (reason) => this.#tell(reason),
    });
  }

  get failure(): string | undefined {
    return this.#delivery.failure;
  }

  get alarm(): WitnessAlarm | undefined {
    return this.#alarm;
  }

  offer(checkpoint: StoredCheckpoint): void {
    if (checkpoint.size < this.#offered) return;
    this.#offered = checkpoint.size;
    this.#delivery.offer(checkpoint);
  }

  /**
   * The largest size that it has cosigned. Read from the store: other processes ask it too. Undefined also when that row
   * does not verify: then the witness is asked, and says where it stands.
   */
  async cosigned(): Promise<KeptCosignature | undefined> {
    const { store, witness } = this.#options;
    const size = await store.cosignedSize([witness.key], 1);
    if (size === undefined) return undefined;
    const [found] = await storedCosignatures(store, [witness], size);
    return found;
  }

  async stop(): Promise<void> {
    await this.#delivery.stop();
  }

  async #ask(checkpoint: StoredCheckpoint, signal: AbortSignal): Promise<void> {
    const { store, witness, quorum, clock } = this.#options;
    const { size } = checkpoint;
    const oldSize = (await this.cosigned())?.size ?? 0;
    if (oldSize < size) {
      const submission = await submitCheckpoint({
        fetch: this.#options.fetch,
        url: witness.url,
        verifier: witness.verifier,
        checkpoint,
        oldSize,
        prove: async (from) => await this.#options.prove(from, checkpoint),
        now: () => clock().getTime(),
        signal,
      });
      if (submission.outcome !== 'cosigned') return await this.#consider(checkpoint, submission);
      const at = clock().toISOString();
      await store.saveCosignature({ size, witness: witness.key, line: submission.line, at });
    }
    this.#alarm = undefined;
    await quorum.look(size);
  }

  async #consider(
    { size: ourSize }: StoredCheckpoint,
    { outcome: kind, size: theirSize }: Exclude<Submission, { readonly outcome: 'cosigned' }>,
  ): Promise<void> {
    const { store, witness, clock, report } = this.#options;
    const latest = kind === 'ahead' ? await store.latestCheckpoint() : undefined;
    // What another process signed since is ours as well: only what nobody here has is alarming.
    if (latest !== undefined && latest.size >= theirSize) return this.offer(latest);
    if (this.#alarm?.kind !== kind || this.#alarm.theirSize !== theirSize) {
      this.#alarm = { kind, theirSize, ourSize, at: clock().toISOString() };
      report({ event: 'witness-alarm', witness: witness.name, alarm: this.#alarm });
    }
    throw new Error(
      kind === 'ahead'
        ? `it has cosigned ${theirSize} entries, here are ${ourSize}`
        : `at size ${theirSize} it has cosigned another log`,
    );
  }

  #tell(reason: string | undefined): void {
    const { report, witness } = this.#options;
    if (reason === undefined) report({ event: 'witness-works', witness: witness.name });
    else if (this.#alarm === undefined) report({ event: 'witness-failed', witness: witness.name, reason });
  }
}
