import { dirname, join } from 'node:path';
import type { FileSystem } from './file-system.ts';

// Each of these may be cut off anywhere and done again, and is on the disk when it resolves.

/** The old content or the new one under this name at every instant. */
export async function replaceFile(files: FileSystem, path: string, content: Uint8Array): Promise<void> {
  const fresh = `${path}.new`;
  await files.write(fresh, content);
  await files.syncFile(fresh);
  await files.rename(fresh, path);
  await files.syncFolder(dirname(path));
}

/** The link leads to the old target or the new one at every instant. */
export async function replaceLink(files: FileSystem, path: string, target: string): Promise<void> {
  const fresh = `${path}.new`;
  if ((await files.readLink(fresh)) !== undefined) await files.removeFile(fresh);
  await files.link(fresh, target);
  await files.rename(fresh, path);
  await files.syncFolder(dirname(path));
}

/** And what a replacement that was cut off left of it. */
export async function removeLink(files: FileSystem, path: string): Promise<void> {
  for (const link of [path, `${path}.new`]) {
    if ((await files.readLink(link)) !== undefined) await files.removeFile(link);
  }
  await files.syncFolder(dirname(path));
}

/** Nothing is there when it resolves; in between, part of it may be. */
export async function removeTree(files: FileSystem, path: string): Promise<void> {
  const entries = await files.list(path);
  if (entries === undefined) return;
  for (const { name, isFolder } of entries) {
    const inner = join(path, name);
    if (isFolder) await removeTree(files, inner);
    else await files.removeFile(inner);
  }
  await files.removeFolder(path);
  await files.syncFolder(dirname(path));
}
