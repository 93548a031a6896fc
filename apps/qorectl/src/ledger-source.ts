import { formatTilePath, tileWidth, type LogSource } from '@zoqore/ledger';
import { verifyCheckpoint } from '@zoqore/ledger/verify';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { ledgerAltered } from './ledger-report.ts';
import { logTrust, type LogTrust } from './log-trust.ts';

/** A log as it was at one signed checkpoint. */
export interface SignedLog {
  readonly source: LogSource;
  readonly checkpoint: string;
  /** What the checkpoint was checked by. */
  readonly trust: LogTrust;
  /** Verifier keys that sign checkpoints of this size, one a line: what is kept beside a copy. */
  readonly keys: string;
  readonly log: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/**
 * The log behind a client, at its newest checkpoint, whose signature is checked.
 * @throws QoreError LEDGER_ALTERED when no key of the log signed it; LedgerError; ClientError
 */
export async function signedLog(client: RuntimeClient): Promise<SignedLog> {
  const checkpoint = await client.ledger.checkpoint();
  // Asked for behind the checkpoint, so that it knows of every change that the checkpoint covers.
  const trust = await logTrust(await client.ledger.keys.history());
  const check = await verifyCheckpoint(checkpoint, trust);
  if (!check.verified) throw ledgerAltered({ index: 0, fault: check.fault, detail: check.reason });
  const { origin: log, size, root } = check.checkpoint;
  const valid = trust.history.keys.filter(({ from, to }) => from <= size && size < to);
  const keys = valid.map(({ verifier }) => `${verifier.verifierKey}\n`).join('');
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
  return { source, checkpoint, trust, keys, log, size, root: Buffer.from(root).toString('hex') };
}
