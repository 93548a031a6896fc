import { generateKeyPairSync } from 'node:crypto';
import { createSigner, type KeyChangeAuthor, type Signer, type SigningKeys } from '../../src/index.ts';

export const origin = 'zoqore/keys/main';

export const author: KeyChangeAuthor = { actor: 'key_ada', by: 'ada', at: '2026-11-25T10:00:00.000Z' };

export function newSigner(name = origin): Signer {
  return createSigner(name, generateKeyPairSync('ed25519').privateKey);
}

/** Private keys in a set that outlives the ledger, as files do. */
export interface TestKeys extends SigningKeys {
  readonly held: Set<Signer>;
}

export function testKeys(...signers: readonly Signer[]): TestKeys {
  const held = new Set(signers);
  return {
    held,
    load: async () => [...held],
    create: async () => {
      const signer = newSigner();
      held.add(signer);
      return signer;
    },
    destroy: async (signer) => {
      held.delete(signer);
    },
  };
}
