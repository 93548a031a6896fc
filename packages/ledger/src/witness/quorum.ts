import type { LedgerStore, StoredCheckpoint } from '../store.ts';

/** A checkpoint that enough witnesses have cosigned, and when the last of them did. */
export interface Covered {
  readonly size: number;
  /** RFC 3339. */
  readonly at: string;
}

/** Which checkpoint is the newest that has the quorum, and since when a newer one waits for it. */
export class Quorum {
  readonly #store: LedgerStore;
  readonly #witnesses: readonly string[];
  readonly #needed: number;
  #covered: Covered | undefined;
  #newest: StoredCheckpoint | undefined;
  #waitingSince: string | undefined;

  /** `witnesses` are the verifier keys that count. */
  constructor(store: LedgerStore, witnesses: readonly string[], needed: number) {
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
    const size = await this.#store.cosignedSize(this.#witnesses, this.#needed);
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
    const cosignatures = await this.#store.cosignatures(size);
    const those = cosignatures.filter(({ witness }) => this.#witnesses.includes(witness));
    const last = those[this.#needed - 1];
    if (last === undefined || size <= (this.#covered?.size ?? -1)) return;
    this.#covered = { size, at: last.at };
    const newest = this.#newest;
    this.#waitingSince = newest !== undefined && newest.size > size ? newest.at : undefined;
  }
}
