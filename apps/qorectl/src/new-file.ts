import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';
import { shellWord } from './render/shell-word.ts';

/**
 * Makes a file of pieces as they come: whole and on the disk, or not at all; 0600. Never replaces one that is there.
 * Resolves to its size in bytes.
 * @throws QoreError OUTPUT_EXISTS, INPUT_INVALID without its folder; what the pieces throw
 */
export async function writeNewFile(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<number> {
  requireFree(path);
  const draft = draftOf(path);
  try {
    const bytes = await writePieces(draft, pieces);
    try {
      // A hard link is the one way to name a finished file that fails when the name is taken.
      await link(draft, path);
    } catch (error) {
      throw isTaken(error) ? exists(path) : error;
    }
    await syncFolder(dirname(path));
    return bytes;
  } finally {
    await rm(draft, { force: true });
  }
}

/** A file of a folder that is made. */
export interface NewFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/**
 * Makes a folder of files as `writeNewFile` makes one file; 0700. Resolves to the bytes of all of them.
 * @throws QoreError OUTPUT_EXISTS, INPUT_INVALID without its folder; what the files throw
 */
export async function writeNewFolder(path: string, files: AsyncIterable<NewFile>): Promise<number> {
  requireFree(path);
  const draft = draftOf(path);
  const folders = new Set<string>();
  let bytes = 0;
  try {
    await mkdir(draft, { mode: 0o700 });
    for await (const file of files) {
      const target = join(draft, file.path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      for (let folder = dirname(target); folder.length >= draft.length; folder = dirname(folder))
        folders.add(folder);
      bytes += await writePieces(target, file.pieces);
    }
    for (const folder of folders) await syncFolder(folder);
    await rename(draft, path);
    await syncFolder(dirname(path));
    return bytes;
  } finally {
    await rm(draft, { force: true, recursive: true });
  }
}

async function writePieces(path: string, pieces: NewFile['pieces']): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Beside the file, so that it can be renamed. */
function draftOf(path: string): string {
  return join(dirname(path), `.${randomBytes(8).toString('hex')}.partial`);
}

/**
 * Before the work; the last step asks again.
 * @throws QoreError OUTPUT_EXISTS, INPUT_INVALID without its folder
 */
export function requireFree(path: string): void {
  if (existsSync(path)) throw exists(path);
  requireFolderOf(path);
}

/**
 * Before the work whose result a file in that folder is to hold.
 * @throws QoreError INPUT_INVALID
 */
export function requireFolderOf(path: string): void {
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `there is no folder \`${neutralise(folder)}\` to write into; nothing was done`,
    hint: `mkdir -p ${shellWord(folder)}`,
    details: { path: folder },
  });
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function exists(path: string): QoreError {
  return new QoreError({
    code: 'OUTPUT_EXISTS',
    message: `\`${path}\` is there already, and nothing was written`,
    hint: 'choose another name, or move it away',
  });
}
