import type { LedgerStore, StoredCheckpoint } from '../store.ts';
import { storedCosignatures } from './cosignatures.ts';
import type { KnownWitness } from './witness-policy.ts';

/** A checkpoint that enough witnesses have cosigned, and when the last of them did, as it states. */
export interface Covered {
  readonly size: number;
  /** RFC 3339. */
  readonly at: string;
}

/** Which checkpoint is the newest that has the quorum, and since when a newer one waits for it. */
export class Quorum {
  readonly #store: LedgerStore;
  readonly #witnesses: readonly KnownWitness[];
  readonly #needed: number;
  #covered: Covered | undefined;
  #newest: StoredCheckpoint | undefined;
  #waitingSince: string | undefined;

  constructor(store: LedgerStore, witnesses: readonly KnownWitness[], needed: number) {
    this.#store = store;
    this.#witnesses = witnesses;
    this.#needed = needed;
  }

  get covered(): Covered | undefined {
    return this.#covered;
  }

  /** RFC 3339; undefined when the newest checkpoint has the quorum. */
  get waitingSince(): string | undefined {
    return this.#waitingSince;
  }

  /** Reads what stands from before. */
  async open(): Promise<void> {
    const keys = this.#witnesses.map(({ key }) => key);
    const size = await this.#store.cosignedSize(keys, this.#needed);
    if (size !== undefined) await this.look(size);
  }

  /** A checkpoint was signed. */
  expect(checkpoint: StoredCheckpoint): void {
    if (checkpoint.size <= (this.#newest?.size ?? -1)) return;
    this.#newest = checkpoint;
    if (checkpoint.size > (this.#covered?.size ?? -1)) this.#waitingSince ??= checkpoint.at;
  }

  /** The checkpoint of this size may have got a cosignature. */
  async look(size: number): Promise<void> {
    const cosignatures = await storedCosignatures(this.#store, this.#witnesses, size);
    const last = cosignatures[this.#needed - 1];
    if (last === undefined || size <= (this.#covered?.size ?? -1)) return;
    this.#covered = { size, at: last.at.toISOString() };
    const newest = this.#newest;
    this.#waitingSince = newest !== undefined && newest.size > size ? newest.at : undefined;
  }
}
