import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSigner, type Signer, type SigningKeys } from '@zoqore/ledger';
import { ledgerKeyNames, readLedgerKey, writeLedgerKey } from './secrets.ts';

/** The private keys of the ledger as files of the folder of secrets. */
export function ledgerKeyFiles(folder: string, origin: string): SigningKeys {
  const read = (): readonly { readonly path: string; readonly signer: Signer }[] =>
    ledgerKeyNames(folder).map((name) => {
      const path = join(folder, name);
      return { path, signer: createSigner(origin, readLedgerKey(path)) };
    });
  return {
    load: async () => read().map(({ signer }) => signer),
    create: async () => {
      for (;;) {
        const { privateKey } = generateKeyPairSync('ed25519');
        const signer = createSigner(origin, privateKey);
        const name = `ledger-${Buffer.from(signer.keyId).toString('hex')}.key`;
        // Two keys of one id in a log would be as good as none: another is made.
        if (writeLedgerKey(join(folder, name), privateKey)) return signer;
      }
    },
    destroy: async ({ verifierKey }) => {
      for (const { path, signer } of read()) if (signer.verifierKey === verifierKey) rmSync(path);
    },
  };
}
