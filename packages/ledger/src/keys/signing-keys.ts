import { LedgerError } from '../errors.ts';
import type { Signer } from '../signer.ts';

/** Where the private keys of a log are kept, by whoever opens it. */
export interface SigningKeys {
  /** A signer for each private key that is here; the one that a new log begins with comes first. */
  load(): Promise<readonly Signer[]>;
  /** Makes a key of the log's name. It survives the loss of power before this resolves. */
  create(): Promise<Signer>;
  /** Destroys a private key. One that is gone already is no error. */
  destroy(signer: Signer): Promise<void>;
}

/** One key that whoever opened the log holds: there is no place for another. */
export function fixedKey(signer: Signer): SigningKeys {
  return {
    load: async () => [signer],
    create: async () => {
      throw new LedgerError({
        code: 'KEY_CONFLICT',
        message: 'the log was opened with one key and no place to keep another',
      });
    },
    destroy: async () => undefined,
  };
}
