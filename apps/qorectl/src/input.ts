import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

/**
 * Text of a file, or of standard input for `-`.
 * @throws QoreError INPUT_INVALID
 */
export async function readInput(path: string, workingDirectory: string): Promise<string> {
  return await readText(openInput(path, workingDirectory), path);
}

/**
 * Text of a file with a checkpoint, a proof or a history of keys.
 * @throws QoreError INPUT_INVALID
 */
export async function readNote(path: string, workingDirectory: string): Promise<string> {
  return withoutExtraLine(await readInput(path, workingDirectory));
}

/** Without the second line feed that `jq -r` puts behind a text that ends with one: no note ends with an empty line. */
export function withoutExtraLine(text: string): string {
  return text.endsWith('\n\n') ? text.slice(0, -1) : text;
}

/**
 * Bytes of a file, or of standard input for `-`, of any length.
 * @throws QoreError INPUT_INVALID while they are read
 */
export async function* openInput(path: string, workingDirectory: string): AsyncGenerator<Uint8Array> {
  try {
    const stream: AsyncIterable<unknown> =
      path === '-' ? process.stdin : createReadStream(resolve(workingDirectory, path));
    for await (const chunk of stream) yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * All of an input as text.
 * @throws QoreError INPUT_INVALID when it is too long, or not UTF-8
 */
export async function readText(
  input: AsyncIterable<Uint8Array>,
  path: string,
  atMost?: number,
): Promise<string> {
  // Not every start reads a text.
  const { decodeText, mostTextBytes } = await import('./text-file.ts');
  const most = atMost ?? mostTextBytes;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    size += chunk.length;
    if (size > most) {
      throw new QoreError({
        code: 'INPUT_INVALID',
        message: `\`${neutralise(path)}\` is longer than ${most} bytes`,
      });
    }
    chunks.push(chunk);
  }
  const decoded = decodeText(Buffer.concat(chunks));
  if ('text' in decoded) return decoded.text;
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `\`${neutralise(path)}\`: ${decoded.problem}`,
    hint: decoded.hint,
    details: { path },
  });
}

function unreadable(path: string, error: unknown): QoreError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const found = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
  return new QoreError({
    code: 'INPUT_INVALID',
    message: `\`${neutralise(path)}\`: ${found}`,
    hint: 'check the path',
    cause: error,
    details: { path },
  });
}

/** @throws QoreError INPUT_INVALID */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? neutralise(error.message.slice(0, 200)) : '';
    throw new QoreError({ code: 'INPUT_INVALID', message: `${name} is not JSON: ${why}`, cause: error });
  }
}
