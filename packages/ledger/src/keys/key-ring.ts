import { LedgerError } from '../errors.ts';
import type { Signer } from '../signer.ts';
import type { LedgerStore } from '../store.ts';
import { toHex } from '../verify/bytes.ts';
import { isValidAt, type KeyHistory, type LogKey } from '../verify/key-history.ts';
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
  /** The newest checkpoint is by a key that is not here, in a log that never changed its key. */
  readonly #isForeign: boolean;
  #turn: Promise<void> = Promise.resolve();

  private constructor(
    options: KeyRingOptions,
    found: { signers: readonly Signer[]; recorded: RecordedKeys; isForeign: boolean },
  ) {
    this.#options = options;
    this.#signers = found.signers;
    this.#recorded = found.recorded;
    this.#isForeign = found.isForeign;
  }

  /** @throws KEY_INVALID when a key here is not named like the log */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const { log, store, signing } = options;
    const signers = await loadSigners(log, signing);
    const verifiers = await Promise.all(signers.map(({ verifierKey }) => parseVerifierKey(verifierKey)));
    let recorded = await readKeyHistory(log, store, verifiers);
    let isForeign = false;
    if (recorded.history.changes === 0) {
      const own = await ownKey(store, verifiers);
      isForeign = own === undefined;
      recorded = await readKeyHistory(
        log,
        store,
        [own ?? verifiers[0]].filter((one) => one !== undefined),
      );
    }
    const ring = new KeyRing(options, { signers, recorded, isForeign });
    await ring.#destroyEnded();
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

  /** Learns what any process of the log has recorded since, and lets go of private keys that have ended. */
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
    const valid = history.keys.filter((key) => isValidAt(key, size));
    if (!this.#isForeign && valid.some((key) => this.isHere(key))) return undefined;
    const expected = this.#isForeign
      ? 'the one that signed the newest checkpoint'
      : valid.map(({ verifier }) => `\`${toHex(verifier.keyId)}\``).join(' or ');
    return `nothing is signed: no private key here is valid at size ${size}, expected ${expected}`;
  }

  async create(): Promise<Signer> {
    const signer = await this.#options.signing.create();
    this.#signers = [...this.#signers, signer];
    return signer;
  }

  async #refreshNow(): Promise<void> {
    const { log, store, signing } = this.#options;
    const before = this.#recorded;
    this.#recorded = await readOn(before, store);
    if (this.#recorded === before) return;
    // Another process of this machine may have made the key that joined.
    this.#signers = await loadSigners(log, signing);
    await this.#destroyEnded();
  }

  /** Not before another one is here: by its last key a process knows which log is its own. */
  async #destroyEnded(): Promise<void> {
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

/** The key that a log without changes has: the one of its newest checkpoint, or the first one here for a new log. */
async function ownKey(store: LedgerStore, here: readonly NoteVerifier[]): Promise<NoteVerifier | undefined> {
  const latest = await store.latestCheckpoint();
  if (latest === undefined) return here[0];
  try {
    const { verifiedBy } = await verifyNote(latest.note, here);
    return verifiedBy[0]?.verifier;
  } catch (error) {
    // A checkpoint that was altered tells nothing.
    if (error instanceof LedgerError) return undefined;
    throw error;
  }
}
