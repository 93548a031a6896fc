import { LedgerError } from '../errors.ts';
import type { Signer } from '../signer.ts';
import type { LedgerStore, StoredCheckpoint } from '../store.ts';
import { toHex } from '../verify/bytes.ts';
import { isValidAt, type KeyHistory, keysKnownAt, type LogKey, signerFault } from '../verify/key-history.ts';
import { verifyNote } from '../verify/note.ts';
import { parseVerifierKey, type NoteVerifier } from '../verify/verifier-key.ts';
import { readKeyHistory, readOn, type RecordedKeys } from './read-key-history.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface KeyRingOptions {
  readonly log: string;
  /** Open. */
  readonly store: LedgerStore;
  readonly signing: SigningKeys;
}

/** The keys of the log as this process knows them, with the private ones that are here. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  #signers: readonly Signer[];
  #recorded: RecordedKeys;
  /** The newest checkpoint is by nobody whom this process knows as a key of the log. */
  #isForeign = false;
  #turn: Promise<void> = Promise.resolve();

  private constructor(options: KeyRingOptions, signers: readonly Signer[], recorded: RecordedKeys) {
    this.#options = options;
    this.#signers = signers;
    this.#recorded = recorded;
  }

  /** @throws KEY_INVALID when a key here is not named like the log */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const { log, store, signing } = options;
    const signers = await loadSigners(log, signing);
    const verifiers = await Promise.all(signers.map(({ verifierKey }) => parseVerifierKey(verifierKey)));
    let recorded = await readKeyHistory(log, store, verifiers);
    if (recorded.history.changes === 0) {
      const latest = await store.latestCheckpoint();
      const signed = latest === undefined ? [] : await signersOf(latest, verifiers);
      // A log without changes has one key: that of its newest checkpoint, or the first one here for a new log.
      const own = signed[0] ?? verifiers[0];
      recorded = await readKeyHistory(log, store, own === undefined ? [] : [own]);
    }
    const ring = new KeyRing(options, signers, recorded);
    await ring.refresh();
    return ring;
  }

  get history(): KeyHistory {
    return this.#recorded.history;
  }

  get recorded(): RecordedKeys {
    return this.#recorded;
  }

  /** Private keys that no entry speaks of: what a rotation left that was cut short. */
  get unrecorded(): readonly Signer[] {
    return this.#signers.filter((signer) => this.#keyOf(signer) === undefined);
  }

  isHere(key: LogKey): boolean {
    return this.#signers.some((signer) => this.#keyOf(signer) === key);
  }

  /** Learns what any process of the log has recorded since. */
  async refresh(): Promise<void> {
    const mine = this.#turn.then(async () => await this.#refreshNow());
    this.#turn = mine.catch(() => undefined);
    await mine;
  }

  /** Those that may sign a checkpoint of that size, one at least. @throws KEY_MISSING */
  signersAt(size: number): readonly Signer[] {
    const fault = this.faultAt(size);
    if (fault !== undefined)
      throw new LedgerError({ code: 'KEY_MISSING', message: fault, details: { size } });
    return this.#signers.filter((signer) => {
      const key = this.#keyOf(signer);
      return key !== undefined && isValidAt(key, size);
    });
  }

  /** Why this process signs nothing of that size. */
  faultAt(size: number): string | undefined {
    const { history, broken } = this.#recorded;
    if (broken !== undefined) {
      return `nothing is signed: entry ${broken.index} is ${broken.reason}; run a verification`;
    }
    if (this.#isForeign) {
      return 'nothing is signed: the newest checkpoint is by no key of the log that is known here; is this the right private key? run a verification';
    }
    const valid = history.keys.filter((key) => isValidAt(key, size));
    if (valid.some((key) => this.isHere(key))) return undefined;
    const ids = valid.map(({ verifier }) => `\`${toHex(verifier.keyId)}\``);
    return `nothing is signed: no private key here is valid at size ${size}, expected ${ids.join(' or ')}`;
  }

  async create(): Promise<Signer> {
    const signer = await this.#options.signing.create();
    this.#signers = [...this.#signers, signer];
    return signer;
  }

  async #refreshNow(): Promise<void> {
    const { log, store, signing } = this.#options;
    const recorded = await readOn(this.#recorded, store);
    if (recorded !== this.#recorded) {
      // Another process of this machine may have made the key that joined.
      this.#signers = await loadSigners(log, signing);
      this.#recorded = recorded;
      await this.destroyEnded();
    }
    const latest = await store.latestCheckpoint();
    this.#isForeign = latest !== undefined && (await this.#isBySomebodyElse(latest));
  }

  async #isBySomebodyElse(checkpoint: StoredCheckpoint): Promise<boolean> {
    const keys = keysKnownAt(this.history, checkpoint.size);
    const verifiers = keys.map(({ verifier }) => verifier);
    return signerFault(keys, await signersOf(checkpoint, verifiers), checkpoint.size) !== undefined;
  }

  /**
   * Lets go of private keys that have ended; to be called when the log is known to be whole. Not before another one is
   * here: by its last key a process knows which log is its own.
   */
  async destroyEnded(): Promise<void> {
    const isEnded = (signer: Signer): boolean => this.#keyOf(signer)?.end !== undefined;
    if (!this.#signers.some((signer) => this.#keyOf(signer) !== undefined && !isEnded(signer))) return;
    for (const signer of this.#signers.filter(isEnded)) {
      // One that cannot be removed now is no longer used all the same, and found again at the next start.
      await this.#options.signing.destroy(signer).catch(() => undefined);
    }
    this.#signers = this.#signers.filter((signer) => !isEnded(signer));
  }

  #keyOf({ verifierKey }: Signer): LogKey | undefined {
    return this.history.keys.find((key) => key.verifier.verifierKey === verifierKey);
  }
}

async function loadSigners(log: string, signing: SigningKeys): Promise<readonly Signer[]> {
  const signers = await signing.load();
  const other = signers.find(({ name }) => name !== log);
  if (other === undefined) return signers;
  throw new LedgerError({
    code: 'KEY_INVALID',
    message: `expected a signer that is named like the log, found \`${other.name}\``,
  });
}

async function signersOf(
  { note }: StoredCheckpoint,
  verifiers: readonly NoteVerifier[],
): Promise<readonly NoteVerifier[]> {
  try {
    const { verifiedBy } = await verifyNote(note, verifiers);
    return verifiedBy.map(({ verifier }) => verifier);
  } catch (error) {
    // A note that was altered is by nobody.
    if (error instanceof LedgerError) return [];
    throw error;
  }
}
