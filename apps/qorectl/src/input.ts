import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

const mostBytes = 4_194_304;

/**
 * Text of a file, or of standard input for `-`.
 * @throws QoreError INPUT_INVALID
 */
export async function readInput(path: string, workingDirectory: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<unknown> =
      path === '-' ? process.stdin : createReadStream(resolve(workingDirectory, path));
    for await (const chunk of stream) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      size += bytes.length;
      if (size > mostBytes) {
        throw new QoreError({
          code: 'INPUT_INVALID',
          message: `\`${neutralise(path)}\` is longer than ${mostBytes} bytes`,
        });
      }
      chunks.push(bytes);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof QoreError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const found =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'it is not UTF-8 text'
          : `it cannot be read (${code})`;
    throw new QoreError({
      code: 'INPUT_INVALID',
      message: `\`${neutralise(path)}\`: ${found}`,
      ...(code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? {} : { hint: 'check the path' }),
      cause: error,
      details: { path },
    });
  }
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
