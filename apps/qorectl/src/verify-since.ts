import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { verifyCheckpoint, verifyConsistency } from '@zoqore/ledger/verify';
import type { Checkpoint } from '@zoqore/ledger/verify';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreError } from './errors.ts';
import { readNote } from './input.ts';
import { ledgerAltered, requireWhole, type WholeLedger } from './ledger-report.ts';
import { logTrust } from './log-trust.ts';
import { requireFolderOf } from './new-file.ts';
import { writePrivateFile } from './private-file.ts';
import { neutralise } from './render/neutralise.ts';

/**
 * Verifies what came since the signed checkpoint in a file, proves that the record begins with that of the file, and
 * leaves the newest checkpoint there. Without the file, everything is verified.
 *
 * @throws QoreError LEDGER_ALTERED, INPUT_INVALID; LedgerError NOTE_INVALID, SIGNATURE_INVALID when the file holds something else
 */
export async function verifySince(
  client: RuntimeClient['ledger'],
  file: string,
  workingDirectory: string,
  verify: (range: { readonly since?: number }) => ReturnType<RuntimeClient['ledger']['verify']>,
): Promise<WholeLedger> {
  const path = resolve(workingDirectory, file);
  requireFolderOf(path);
  const trust = await logTrust(await client.keys.history());
  const read = async (note: string): Promise<Checkpoint> => {
    const check = await verifyCheckpoint(note, trust);
    if (check.verified) return check.checkpoint;
    throw ledgerAltered({
      index: 0,
      fault: check.fault,
      detail: `the checkpoint in ${file}: ${check.reason}`,
    });
  };
  const kept = existsSync(path) ? await read(await readKept(file, workingDirectory)) : undefined;
  // Signed before the verification begins, so that it covers no more than what is verified.
  const note = await client.checkpoint();
  const newest = await read(note);
  if (kept !== undefined) {
    if (newest.size < kept.size) {
      const detail = `the checkpoint in ${file} covers ${kept.size} entries, the record has ${newest.size}`;
      throw ledgerAltered({ index: newest.size, fault: 'truncated', detail });
    }
    await requireSameBeginning(client, kept, newest, file);
  }
  const report = requireWhole(await verify(kept === undefined ? {} : { since: kept.size }));
  writePrivateFile(path, note, 'replace');
  return report;
}

async function readKept(file: string, workingDirectory: string): Promise<string> {
  const note = await readNote(file, workingDirectory);
  // What jq prints of a head that has no checkpoint yet.
  if (!['', 'null'].includes(note.trim())) return note;
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `\`${neutralise(file)}\` holds nothing, expected a signed checkpoint`,
    hint: 'put the checkpoint back that was kept; without the file everything is verified, and it gets the newest one',
    details: { path: file },
  });
}

/** By proof, checked here: nothing that the server says of the past is believed. */
async function requireSameBeginning(
  client: RuntimeClient['ledger'],
  kept: Checkpoint,
  newest: Checkpoint,
  file: string,
): Promise<void> {
  const { path } = await client.consistency(kept.size, newest.size);
  const check = await verifyConsistency({
    from: kept.size,
    to: newest.size,
    fromRoot: kept.root,
    toRoot: newest.root,
    path: path.map((hash) => Buffer.from(hash, 'hex')),
  });
  if (check.verified) return;
  const detail = `the record does not begin with the one that the checkpoint in ${file} covers`;
  throw ledgerAltered({ index: 0, fault: 'forked', detail });
}
