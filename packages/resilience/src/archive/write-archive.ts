import { createHash } from 'node:crypto';
import { constants as flags, createReadStream } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants as zlib, createZstdCompress } from 'node:zlib';
import { Encrypter } from 'age-encryption';
import { pack } from 'tar-stream';
import type { Pack } from 'tar-stream';
import { ResilienceError } from '../errors.ts';
import { nodeFileSystem } from '../operation/file-system.ts';
import { feed } from './feed.ts';
import { blobPath, manifestName, signatureName } from './layout.ts';
import { attestation, formatManifest, parseManifest, partBytes, partsOf } from './manifest.ts';
import type { ArchivedFile, Manifest, Part } from './manifest.ts';
import { explainWriting } from './writing-error.ts';

/** A file that stands still while it is read. */
export interface ArchiveSource {
  /** As in `ArchivedFile`. */
  readonly name: string;
  readonly path: string;
}

export interface ArchiveContents {
  readonly about: Omit<Manifest, 'format' | 'files'>;
  /** Names differ. */
  readonly sources: readonly ArchiveSource[];
  /** Signs a text as the installation: a signed note (C2SP signed-note). */
  readonly sign: (text: string) => Promise<string>;
  /** `age1…`: whoever holds an identity of one of these can open the archive. At least one. */
  readonly recipients: readonly string[];
}

export interface WrittenArchive {
  readonly manifest: Manifest;
  /** SHA-256 of the file, hexadecimal. */
  readonly digest: string;
  readonly bytes: number;
}

/**
 * Writes a `.qbak`: age( zstd( tar ) ), see docs/spec/backup.md. The file is 0600, appears under its name whole or not at
 * all, and is on the disk when this resolves. What stands there is never replaced.
 *
 * @throws BACKUP_TARGET_EXISTS, BACKUP_KEY_INVALID for a recipient that is none, BACKUP_SOURCE_CHANGED when a file was
 * written to meanwhile, DISK_FULL
 */
export async function writeArchive(path: string, contents: ArchiveContents): Promise<WrittenArchive> {
  const { about, sign } = contents;
  const encrypter = encrypterFor(contents.recipients);
  const sources = contents.sources.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await refuseExisting(path);
  const files: ArchivedFile[] = [];
  for (const { name, path: from } of sources) files.push({ name, parts: await readParts(from) });
  // Refused here what nobody could read.
  const text = formatManifest({ ...about, format: 'zoqore/backup/v1', files });
  const manifest = parseManifest(text);
  const signature = await sign(attestation(manifest, text));
  const partial = `${path}.partial`;
  try {
    // oxlint-disable-next-line no-bitwise -- flags
    const file = await open(partial, flags.O_WRONLY | flags.O_CREAT | flags.O_EXCL, 0o600);
    try {
      const members = membersOf({ manifest, text, signature, sources });
      const digest = await seal(file, members, encrypter);
      await file.sync();
      const { size } = await file.stat();
      await rename(partial, path);
      await nodeFileSystem.syncFolder(dirname(path));
      return { manifest, digest, bytes: size };
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw explainWriting(error, path);
  }
}

interface Member {
  readonly name: string;
  readonly bytes: number;
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

function* membersOf({
  manifest,
  text,
  signature,
  sources,
}: {
  readonly manifest: Manifest;
  readonly text: string;
  readonly signature: string;
  readonly sources: readonly ArchiveSource[];
}): Generator<Member> {
  yield ofText(manifestName, text);
  yield ofText(signatureName, signature);
  const places = new Map<string, { readonly path: string; readonly offset: number }>();
  for (const [at, { parts }] of manifest.files.entries()) {
    const path = sources[at]?.path ?? '';
    for (const [position, { sha256 }] of parts.entries()) {
      if (!places.has(sha256)) places.set(sha256, { path, offset: position * partBytes });
    }
  }
  for (const part of partsOf(manifest)) {
    const place = places.get(part.sha256);
    if (place === undefined) throw new RangeError(`no source of ${part.sha256}`);
    yield { name: blobPath(part), bytes: part.bytes, chunks: readPart(place, part) };
  }
}

function ofText(name: string, text: string): Member {
  const bytes = Buffer.from(text);
  return { name, bytes: bytes.length, chunks: [bytes] };
}

/** Everything through one chain of streams, so that none runs ahead of the disk. Resolves with the SHA-256. */
async function seal(file: FileHandle, members: Iterable<Member>, encrypter: Encrypter): Promise<string> {
  const tar = pack();
  const compressed = createZstdCompress({ params: { [zlib.ZSTD_c_compressionLevel]: 1 } });
  const digest = createHash('sha256');
  const filled = fill(tar, members);
  const packed = pipeline(tar, compressed);
  const stored = (async () => {
    const plain = Readable.toWeb(compressed) as ReadableStream<Uint8Array>;
    for await (const chunk of await encrypter.encrypt(plain)) {
      digest.update(chunk);
      await file.writeFile(chunk);
    }
  })();
  // One that fails ends the others: each waits for the next.
  const stop = (error: unknown): never => {
    const cause = error instanceof Error ? error : new Error(String(error));
    tar.destroy(cause);
    compressed.destroy(cause);
    throw error;
  };
  const ended = await Promise.allSettled([filled, packed, stored].map(async (one) => await one.catch(stop)));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  return digest.digest('hex');
}

async function fill(tar: Pack, members: Iterable<Member>): Promise<void> {
  for (const { name, bytes, chunks } of members) {
    const entry = tar.entry({ name, size: bytes, mode: 0o600, mtime: new Date(0) });
    await feed(chunks, entry);
  }
  tar.finalize();
}

/** @throws BACKUP_SOURCE_CHANGED */
async function* readPart(
  { path, offset }: { readonly path: string; readonly offset: number },
  { sha256, bytes }: Part,
): AsyncGenerator<Uint8Array> {
  const digest = createHash('sha256');
  let seen = 0;
  for await (const chunk of createReadStream(path, { start: offset, end: offset + bytes - 1 })) {
    digest.update(chunk as Buffer);
    seen += (chunk as Buffer).length;
    yield chunk as Buffer;
  }
  if (seen !== bytes || digest.digest('hex') !== sha256) throw changed(path);
}

async function readParts(path: string): Promise<readonly Part[]> {
  const parts: Part[] = [];
  let digest = createHash('sha256');
  let bytes = 0;
  const end = (): void => {
    parts.push({ sha256: digest.digest('hex'), bytes });
    digest = createHash('sha256');
    bytes = 0;
  };
  for await (const read of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    for (let rest = read as Buffer; rest.length > 0;) {
      const piece = rest.subarray(0, partBytes - bytes);
      digest.update(piece);
      bytes += piece.length;
      rest = rest.subarray(piece.length);
      if (bytes === partBytes) end();
    }
  }
  if (bytes > 0) end();
  return parts;
}

function encrypterFor(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter();
  if (recipients.length === 0) throw keyInvalid('expected a recipient, found none');
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw keyInvalid(`expected recipients \`age1…\`, found \`${recipient.slice(0, 16)}…\``);
    }
  }
  return encrypter;
}

async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return;
  throw new ResilienceError({ code: 'BACKUP_TARGET_EXISTS', message: `\`${path}\` is there already` });
}

function changed(path: string): ResilienceError {
  return new ResilienceError({
    code: 'BACKUP_SOURCE_CHANGED',
    message: `\`${path}\` was written to while it was read`,
  });
}

function keyInvalid(message: string): ResilienceError {
  return new ResilienceError({ code: 'BACKUP_KEY_INVALID', message });
}
