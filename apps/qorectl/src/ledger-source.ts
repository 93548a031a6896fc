import {
  formatTilePath,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  tileWidth,
  verifyNote,
  type LogSource,
} from '@zoqore/ledger';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreError } from './errors.ts';

/** A log as it was at one signed checkpoint. */
export interface SignedLog {
  readonly source: LogSource;
  readonly checkpoint: string;
  readonly key: string;
  readonly log: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/**
 * The log behind a client, at its newest checkpoint, whose signature is checked.
 * @throws QoreError LEDGER_ALTERED when the key that the log names did not sign it; LedgerError; ClientError
 */
export async function signedLog(client: RuntimeClient): Promise<SignedLog> {
  const [key, checkpoint] = [(await client.ledger.key()).trim(), await client.ledger.checkpoint()];
  const note = await verifyNote(checkpoint, [await parseVerifierKey(key)]);
  if (note.verifiedBy.length === 0) {
    throw new QoreError({
      code: 'LEDGER_ALTERED',
      message: 'the key of the log did not sign its checkpoint',
    });
  }
  const { origin: log, size, root } = parseCheckpoint(parseNote(checkpoint).text);
  const source: LogSource = {
    leaves: async (from, to) => (await client.ledger.leaves(from, to)).items,
    hashes: async (level, from, to) => {
      const index = Math.floor(from / tileWidth);
      const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - index * tileWidth);
      const bytes = await client.ledger.tile(formatTilePath({ level, index, width }));
      const hashOf = (at: number): Uint8Array => bytes.subarray(at * 32, (at + 1) * 32);
      return Array.from({ length: to - from }, (_, at) => hashOf(from - index * tileWidth + at));
    },
  };
  return { source, checkpoint, key, log, size, root: Buffer.from(root).toString('hex') };
}
