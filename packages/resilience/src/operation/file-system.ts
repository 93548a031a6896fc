import { mkdir, open, readFile, readdir, readlink, rename, rmdir, symlink, unlink } from 'node:fs/promises';

/**
 * Every way in which an operation may change the disk, one system call each, so that a test can let the machine fail
 * behind any of them. A change is on the disk only after `syncFile` (content) or `syncFolder` (names).
 */
export interface FileSystem {
  /** Undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Target of a symbolic link; undefined when there is none. */
  readLink(path: string): Promise<string | undefined>;
  /** Sorted; undefined when there is no folder. */
  list(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[] | undefined>;
  /** Makes or replaces the file; 0600. */
  write(path: string, content: Uint8Array): Promise<void>;
  syncFile(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** 0700. */
  makeFolder(path: string): Promise<void>;
  link(path: string, target: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
}

/** The file system of this machine. */
export const nodeFileSystem: FileSystem = {
  read: async (path) => await unlessMissing(readFile(path)),
  readLink: async (path) => await unlessMissing(readlink(path)),
  list: async (path) => {
    const entries = await unlessMissing(readdir(path, { withFileTypes: true }));
    return entries
      ?.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  },
  write: async (path, content) => {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  },
  syncFile: sync,
  syncFolder: sync,
  makeFolder: async (path) => {
    await mkdir(path, { mode: 0o700 });
  },
  link: async (path, target) => {
    await symlink(target, path);
  },
  rename,
  removeFile: unlink,
  removeFolder: rmdir,
};

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) return undefined;
    throw error;
  }
}
