import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { LedgerError, parseNote, verifyNote } from '@zoqore/ledger';
import type { NoteVerifier } from '@zoqore/ledger';
import { extract } from 'tar-stream';
import type { ExtractEvents } from 'tar-stream';
import { ResilienceError } from '../errors.ts';
import { ByteBudget } from './byte-budget.ts';
import { feed } from './feed.ts';
import { blobPath, manifestName, signatureName, tarBytes } from './layout.ts';
import { attestation, maxManifestBytes, parseManifest, partsOf } from './manifest.ts';
import type { Manifest, Part } from './manifest.ts';
import { openSealed } from './open-sealed.ts';

export interface ReadOptions {
  /** `AGE-SECRET-KEY-1…`: one of them has to open the archive. */
  readonly identities: readonly string[];
  /** Keys of installations to believe. One of them has to have signed it. */
  readonly keys: readonly NoteVerifier[];
}

/** A backup archive that was read to its end, and holds what its manifest says. */
export interface ReadArchive {
  readonly manifest: Manifest;
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
  /** Those of the given keys that signed it. */
  readonly signedBy: readonly NoteVerifier[];
}

/**
 * Takes the bytes of one part, in order, to their end. Nothing of them is to be trusted before `readArchive` has
 * resolved.
 */
export type PartReceiver = (part: Part, chunks: AsyncIterable<Uint8Array>) => Promise<void>;

/**
 * Reads a backup archive to its end: opens it, verifies the signature of its manifest before anything else, then that it holds
 * exactly the parts of the manifest. `receive` sees the manifest once it is known to be signed, and refuses by throwing.
 *
 * Takes memory for a manifest and a few chunks, and stops at the first byte that the manifest does not account for: links,
 * devices, other names, extended headers and compression bombs have no place in it.
 *
 * @throws BACKUP_KEY_INVALID for an identity that is none, BACKUP_KEY_WRONG, BACKUP_ALTERED, BACKUP_MALFORMED,
 * BACKUP_TOO_LARGE, BACKUP_MANIFEST_MISSING, BACKUP_SIGNATURE_INVALID, BACKUP_BLOB_MISSING
 */
export async function readArchive(
  path: string,
  { identities, keys }: ReadOptions,
  receive: (manifest: Manifest) => PartReceiver | Promise<PartReceiver>,
): Promise<ReadArchive> {
  const { chunks, digest } = await openSealed(path, identities);
  const budget = new ByteBudget(tarBytes({ files: [] }, maxManifestBytes, maxSignatureBytes));
  const tar = extract();
  const entries = tar[Symbol.asyncIterator]();
  const fed = pipeline(chunks, createZstdDecompress(), async (source) => {
    await feed(budget.meter(source), tar);
  });
  // Whoever waits for an entry is told the same.
  fed.catch(() => undefined);
  let refused: { readonly by: unknown } | undefined;
  /** What the receiver throws is said as it is. */
  const asked = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      // Unless it only passes on what reading said.
      if (!tar.destroying) refused = { by: error };
      throw error;
    }
  };
  try {
    const read = await unpack(entries, {
      keys,
      budget,
      receive: async (manifest) => {
        const receivePart = await asked(() => receive(manifest));
        return async (part, chunks) => {
          await asked(() => receivePart(part, chunks));
        };
      },
    });
    await fed;
    if (budget.left > 0) throw malformed('it ends before what its manifest accounts for');
    const { sha256, bytes } = digest();
    return { ...read, digest: sha256, bytes };
  } catch (error) {
    tar.destroy();
    await fed.catch(() => undefined);
    throw refused?.by === error ? error : explainReading(error);
  }
}

type Entry = ExtractEvents['entry'][1];

const maxSignatureBytes = 64 * 1024;

interface Unpacking {
  readonly keys: readonly NoteVerifier[];
  readonly budget: ByteBudget;
  readonly receive: (manifest: Manifest) => PartReceiver | Promise<PartReceiver>;
}

async function unpack(
  entries: AsyncIterator<Entry>,
  { keys, budget, receive }: Unpacking,
): Promise<Pick<ReadArchive, 'manifest' | 'signedBy'>> {
  const manifestText = await readText(await nextEntry(entries), manifestName, maxManifestBytes);
  const note = await readText(await nextEntry(entries), signatureName, maxSignatureBytes);
  const { text, signedBy } = await verifySignature(note, keys);
  const digest = createHash('sha256').update(manifestText).digest('hex');
  if (!text.endsWith(`\n${digest}\n`)) throw signatureInvalid('the signature is that of another manifest');
  const manifest = parseManifest(manifestText);
  if (text !== attestation(manifest, manifestText)) {
    throw signatureInvalid('the signature says otherwise of the installation or its archives');
  }
  budget.limitTo(tarBytes(manifest, Buffer.byteLength(manifestText), Buffer.byteLength(note)));
  const receivePart = await receive(manifest);
  for (const part of partsOf(manifest)) await readPart(await nextEntry(entries), part, receivePart);
  const surplus = await nextEntry(entries);
  if (surplus !== undefined) throw malformed(`expected its end, found \`${surplus.header.name}\``);
  return { manifest, signedBy };
}

async function nextEntry(entries: AsyncIterator<Entry>): Promise<Entry | undefined> {
  const { value, done } = await entries.next();
  return done === true ? undefined : value;
}

async function readText(entry: Entry | undefined, name: string, maxBytes: number): Promise<string> {
  if (entry?.header.name !== name || entry.header.type !== 'file') {
    throw new ResilienceError({
      code: 'BACKUP_MANIFEST_MISSING',
      message: `expected \`${name}\`, found ${entry === undefined ? 'the end' : `\`${entry.header.name}\``}`,
    });
  }
  const { size } = entry.header;
  if (size > maxBytes) {
    throw new ResilienceError({
      code: 'BACKUP_TOO_LARGE',
      message: `expected at most ${maxBytes} bytes of \`${name}\`, found ${size}`,
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw malformed(`expected UTF-8 in \`${name}\``, cause);
  }
}

async function verifySignature(
  note: string,
  keys: readonly NoteVerifier[],
): Promise<{ readonly text: string; readonly signedBy: readonly NoteVerifier[] }> {
  try {
    const { text, verifiedBy } = await verifyNote(note, keys);
    if (verifiedBy.length === 0) {
      const names = parseNote(note).signatures.map(({ name }) => `\`${name}\``);
      throw signatureInvalid(`none of the given keys signed it; ${names.join(', ')} did`);
    }
    return { text, signedBy: verifiedBy.map(({ verifier }) => verifier) };
  } catch (error) {
    if (error instanceof LedgerError) throw signatureInvalid(error.message, error);
    throw error;
  }
}

async function readPart(entry: Entry | undefined, part: Part, receive: PartReceiver): Promise<void> {
  const name = blobPath(part);
  if (entry === undefined) {
    throw new ResilienceError({
      code: 'BACKUP_BLOB_MISSING',
      message: `expected \`${name}\`, found the end`,
    });
  }
  const { header } = entry;
  if (header.name !== name || header.type !== 'file' || header.size !== part.bytes) {
    const found = `a ${header.type} \`${header.name}\` of ${header.size} bytes`;
    throw new ResilienceError({
      code: 'BACKUP_BLOB_MISSING',
      message: `expected \`${name}\` of ${part.bytes} bytes, found ${found}`,
    });
  }
  const digest = createHash('sha256');
  async function* hashed(source: Entry): AsyncGenerator<Uint8Array> {
    for await (const read of source) {
      const chunk = read as Buffer;
      digest.update(chunk);
      yield chunk;
    }
  }
  await receive(part, hashed(entry));
  if (digest.digest('hex') !== part.sha256) {
    throw new ResilienceError({
      code: 'BACKUP_ALTERED',
      message: `what \`${name}\` holds has another SHA-256`,
    });
  }
}

/** What neither this package nor the system says comes from who reads tar or zstd. */
function explainReading(error: unknown): unknown {
  if (error instanceof ResilienceError || !(error instanceof Error) || 'syscall' in error) return error;
  return malformed('expected a tar that zstd compressed', error);
}

function malformed(message: string, cause?: unknown): ResilienceError {
  return new ResilienceError({
    code: 'BACKUP_MALFORMED',
    message: `archive not understood: ${message}`,
    cause,
  });
}

function signatureInvalid(message: string, cause?: unknown): ResilienceError {
  return new ResilienceError({ code: 'BACKUP_SIGNATURE_INVALID', message, cause });
}
