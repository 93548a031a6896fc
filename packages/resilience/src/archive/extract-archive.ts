import { constants as flags } from 'node:fs';
import { mkdir, open, rm, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ResilienceError } from '../errors.ts';
import { nodeFileSystem } from '../operation/file-system.ts';
import { contentBytes, partBytes, partsOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { readArchive } from './read-archive.ts';
import type { PartReceiver, ReadArchive, ReadOptions } from './read-archive.ts';
import { explainWriting } from './writing-error.ts';

export interface ExtractOptions extends ReadOptions {
  /**
   * Where a file of this name belongs, relative to the folder; undefined when it has no place here. Paths never come
   * from an archive.
   */
  readonly place: (name: string) => string | undefined;
  /** Refuses an archive that is signed and whole but not wanted, by throwing, before anything is written. */
  readonly accept?: (manifest: Manifest) => void;
}

/**
 * Puts the files of a backup archive into a new folder: 0700 and 0600, on the disk when this resolves. When anything is wrong
 * with the archive, the folder is gone again.
 *
 * @throws BACKUP_TARGET_EXISTS, BACKUP_CONTENT_UNKNOWN for a name without a place, DISK_FULL, and what `readArchive` throws
 */
export async function extractArchive(
  path: string,
  folder: string,
  { place, accept, ...options }: ExtractOptions,
): Promise<ReadArchive> {
  let isOurs = false;
  try {
    const read = await readArchive(path, options, async (manifest) => {
      accept?.(manifest);
      const places = placesOf(manifest, place);
      await demandRoom(dirname(folder), manifest);
      await mkdir(folder, { mode: 0o700 });
      isOurs = true;
      await makeEmptyFiles(folder, manifest, place);
      return receiverOf(folder, places);
    });
    await syncFolders(folder, read.manifest, place);
    return read;
  } catch (error) {
    if (isOurs) await rm(folder, { recursive: true, force: true });
    throw explainWriting(error, folder);
  }
}

interface Place {
  readonly path: string;
  readonly offset: number;
}

/** Of each part, by its hash. */
type Places = ReadonlyMap<string, readonly Place[]>;

function placesOf(manifest: Manifest, place: ExtractOptions['place']): Places {
  const places = new Map<string, Place[]>(partsOf(manifest).map(({ sha256 }) => [sha256, []]));
  const taken = new Map<string, string>();
  for (const { name, parts } of manifest.files) {
    const path = pathOf(name, place);
    const other = taken.get(path);
    if (other !== undefined) throw unknown(`\`${other}\` and \`${name}\` have one place`);
    taken.set(path, name);
    for (const [at, { sha256 }] of parts.entries()) {
      places.get(sha256)?.push({ path, offset: at * partBytes });
    }
  }
  return places;
}

function pathOf(name: string, place: ExtractOptions['place']): string {
  const path = place(name);
  if (path === undefined) throw unknown(`\`${name}\` has no place here`);
  return path;
}

function receiverOf(folder: string, places: Places): PartReceiver {
  return async ({ sha256 }, chunks) => {
    const files: { readonly file: FileHandle; position: number }[] = [];
    try {
      for (const { path, offset } of places.get(sha256) ?? []) {
        // oxlint-disable-next-line no-bitwise -- flags
        const file = await open(join(folder, path), flags.O_WRONLY | flags.O_NOFOLLOW);
        files.push({ file, position: offset });
      }
      for await (const chunk of chunks) {
        for (const each of files) {
          await writeAll(each.file, chunk, each.position);
          each.position += chunk.length;
        }
      }
      for (const { file } of files) await file.datasync();
    } finally {
      for (const { file } of files) await file.close();
    }
  };
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written);
    written += bytesWritten;
  }
}

async function makeEmptyFiles(
  folder: string,
  manifest: Manifest,
  place: ExtractOptions['place'],
): Promise<void> {
  for (const { name } of manifest.files) {
    const path = join(folder, pathOf(name, place));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'wx', 0o600);
    await file.sync();
    await file.close();
  }
}

async function syncFolders(
  folder: string,
  manifest: Manifest,
  place: ExtractOptions['place'],
): Promise<void> {
  const folders = new Set([dirname(folder), folder]);
  for (const { name } of manifest.files) {
    for (let at = dirname(join(folder, pathOf(name, place))); at.length > folder.length; at = dirname(at)) {
      folders.add(at);
    }
  }
  for (const each of folders) await nodeFileSystem.syncFolder(each);
}

async function demandRoom(folder: string, manifest: Manifest): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = contentBytes(manifest);
  if (bavail * bsize > needed) return;
  throw new ResilienceError({
    code: 'DISK_FULL',
    message: `expected ${needed} free bytes beside \`${folder}\`, found ${bavail * bsize}`,
  });
}

function unknown(message: string): ResilienceError {
  return new ResilienceError({ code: 'BACKUP_CONTENT_UNKNOWN', message });
}
