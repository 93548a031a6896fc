import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { Decrypter } from 'age-encryption';
import { ResilienceError } from '../errors.ts';

/** The bytes that were encrypted, chunk by chunk, each of them authentic; and what was read for them. */
export interface OpenedFile {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of the whole file, once `chunks` has ended. */
  readonly digest: () => { readonly sha256: string; readonly bytes: number };
}

/**
 * Opens a file that age encrypted to recipients (age-encryption.org/v1).
 * @throws BACKUP_KEY_INVALID, BACKUP_KEY_WRONG, BACKUP_MALFORMED; from `chunks` BACKUP_ALTERED
 */
export async function openSealed(path: string, identities: readonly string[]): Promise<OpenedFile> {
  const decrypter = decrypterFor(identities);
  const hash = createHash('sha256');
  let bytes = 0;
  let readError: unknown;
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of file) {
        hash.update(chunk as Buffer);
        bytes += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    } catch (error) {
      readError = error;
      throw error;
    }
  }
  let plain: AsyncIterable<Uint8Array>;
  try {
    plain = await decrypter.decrypt(Readable.toWeb(Readable.from(counted())) as ReadableStream<Uint8Array>);
  } catch (cause) {
    file.destroy();
    if (readError !== undefined) throw readError;
    throw new ResilienceError({
      code: 'BACKUP_KEY_WRONG',
      message: `none of ${identities.length} keys opens \`${path}\`, or its first bytes are damaged`,
      cause,
    });
  }
  async function* authentic(): AsyncGenerator<Uint8Array> {
    try {
      yield* plain;
    } catch (cause) {
      if (readError !== undefined) throw readError;
      throw new ResilienceError({
        code: 'BACKUP_ALTERED',
        message: `\`${path}\` is cut off or altered after ${bytes} bytes at most`,
        cause,
      });
    } finally {
      file.destroy();
    }
  }
  return { chunks: authentic(), digest: () => ({ sha256: hash.digest('hex'), bytes }) };
}

function decrypterFor(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter();
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      // Nothing of what was given: it is secret, or somebody took it for something secret.
      throw new ResilienceError({
        code: 'BACKUP_KEY_INVALID',
        message: 'expected identities `AGE-SECRET-KEY-1…`',
      });
    }
  }
  return decrypter;
}
