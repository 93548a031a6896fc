import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { exportBundle, type IndexRange } from '@zoqore/ledger';
import { verifyBundle, type ProofTrust } from '@zoqore/ledger/verify';
import { QoreError } from './errors.ts';
import type { SignedLog } from './ledger-source.ts';
import { type NewFile, writeNewFolder } from './new-file.ts';

const bundleName = 'entries.bundle';

/**
 * Makes a folder with a bundle of a range, the keys of the log and a manifest, and verifies what stands on the disk then.
 * @throws QoreError OUTPUT_EXISTS, PROOF_REFUSED when the file is not what was written; LedgerError
 */
export async function makeArchive(
  { source, checkpoint, trust, keys, log, size, root }: SignedLog,
  range: IndexRange,
  folder: string,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const written = { sha256: '', bytes: 0 };
  async function* bundle(): AsyncGenerator<string> {
    const hash = createHash('sha256');
    for await (const piece of exportBundle(source, { ...range, checkpoint })) {
      hash.update(piece);
      written.bytes += Buffer.byteLength(piece);
      yield piece;
    }
    written.sha256 = hash.digest('hex');
  }
  async function* files(): AsyncGenerator<NewFile> {
    yield { path: bundleName, pieces: bundle() };
    yield { path: 'log.vkey', pieces: [keys] };
    const keySha256 = createHash('sha256').update(keys).digest('hex');
    const manifest = {
      log,
      ...range,
      size,
      root,
      files: [
        { name: bundleName, ...written },
        { name: 'log.vkey', sha256: keySha256, bytes: keys.length },
      ],
    };
    yield { path: 'manifest.json', pieces: [`${JSON.stringify(manifest, undefined, 2)}\n`] };
  }
  await writeNewFolder(folder, files());
  await verifyWritten(join(folder, bundleName), trust, written.sha256);
  return written;
}

async function verifyWritten(path: string, trust: ProofTrust, sha256: string): Promise<void> {
  const hash = createHash('sha256');
  async function* read(): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const check = await verifyBundle(read(), trust);
  if (check.verified && hash.digest('hex') === sha256) return;
  throw new QoreError({
    code: 'PROOF_REFUSED',
    message: `what was written to \`${path}\` does not verify${check.verified ? '' : ` (${check.fault})`}`,
    hint: 'the folder is not recorded as an archive; remove it, check the disk, and try again',
  });
}
