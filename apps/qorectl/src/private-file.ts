import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { QoreError } from './errors.ts';
import { mode } from './home.ts';

/**
 * Reads a file that only this user may read; never follows a link, never reads more than `maxBytes`.
 * @throws QoreError SECRET_UNSAFE; the system's error when it cannot be opened
 */
export function readPrivateFile(path: string, maxBytes = 65_536): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ELOOP') {
      throw new QoreError({
        code: 'SECRET_UNSAFE',
        message: `\`${path}\` is a link, expected a regular file`,
        cause: error,
        details: { path },
      });
    }
    throw error;
  }
  try {
    const stat = fstatSync(file);
    const uid = process.geteuid?.();
    const fault = !stat.isFile()
      ? 'it is not a regular file'
      : uid !== undefined && stat.uid !== uid
        ? `it belongs to user ${stat.uid}, and this is user ${uid}`
        : (stat.mode & 0o077) !== 0
          ? `expected mode 0600, found ${mode(stat)}`
          : stat.size > maxBytes
            ? `it has ${stat.size} bytes, expected at most ${maxBytes}`
            : undefined;
    if (fault !== undefined) {
      throw new QoreError({
        code: 'SECRET_UNSAFE',
        message: `\`${path}\` is not safe to use: ${fault}`,
        hint: (stat.mode & 0o077) === 0 ? 'put a regular file of this user there' : `chmod 600 ${path}`,
        details: { path },
      });
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** Whole or not at all, durable, 0600. `create` refuses to replace a file that is there: returns false then. */
export function writePrivateFile(path: string, text: string, how: 'create' | 'replace'): boolean {
  const folder = dirname(path);
  const draft = join(folder, `.${randomBytes(8).toString('hex')}.partial`);
  const file = openSync(
    draft,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    try {
      fchmodSync(file, 0o600);
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (how === 'replace') {
      renameSync(draft, path);
    } else {
      // A hard link is the one way to name a finished file that fails when the name is taken.
      linkSync(draft, path);
    }
  } catch (error) {
    if (how === 'create' && error instanceof Error && 'code' in error && error.code === 'EEXIST')
      return false;
    throw error;
  } finally {
    removeQuietly(draft);
  }
  const folderFile = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(folderFile);
  } finally {
    closeSync(folderFile);
  }
  return true;
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
