import { generateKeyPairSync } from 'node:crypto';
import {
  createSigner,
  openLedger,
  parseVerifierKey,
  type Ledger,
  type NoteVerifier,
} from '../../src/index.ts';
import { createMemoryStore } from '../../src/memory/index.ts';
import { formatAddCheckpoint } from '../../src/witness/add-checkpoint.ts';

/** A log whose key the test holds: it can be begun a second time with other entries. */
export interface ForgeableLog {
  readonly origin: string;
  readonly verifier: NoteVerifier;
  /** Another log of the same origin and key; `entries` say what stands in it. */
  begin(entries: readonly string[]): Promise<GrowingLog>;
}

export interface GrowingLog {
  readonly ledger: Ledger;
  append(...entries: readonly string[]): Promise<void>;
  /** The body of a request to a witness that has seen `from` entries. */
  request(from: number): Promise<Uint8Array>;
  checkpoint(): Promise<string>;
}

export async function forgeableLog(origin = 'zoqore/test/main'): Promise<ForgeableLog> {
  const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
  return {
    origin,
    verifier: await parseVerifierKey(signer.verifierKey),
    async begin(entries) {
      const ledger = await openLedger({ store: createMemoryStore(), origin, signer });
      const log: GrowingLog = {
        ledger,
        async append(...more) {
          for (const name of more) {
            await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-25T16:00:00.000Z', body: { name } });
          }
        },
        async checkpoint() {
          return (await ledger.publishCheckpoint())?.note ?? '';
        },
        async request(from) {
          const checkpoint = await log.checkpoint();
          const { size } = await ledger.head();
          const path = from === 0 || from > size ? [] : (await ledger.consistency(from, size)).path;
          const proof = path.map((hash) => Buffer.from(hash, 'hex'));
          return Buffer.from(formatAddCheckpoint({ oldSize: from, proof, checkpoint }));
        },
      };
      await log.append(...entries);
      return log;
    },
  };
}
