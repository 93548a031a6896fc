import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { statOf } from './home.ts';

/** Before the bytes of a text that people wrote are looked at. */
export const mostTextBytes = 4_194_304;

export interface NoText {
  /** As the end of a sentence: `it is no file`. */
  readonly problem: string;
  readonly hint: string;
}

/** The text of a file, or why there is none; undefined where nothing is. */
export function readTextFile(
  path: string,
  most = mostTextBytes,
): { readonly text: string } | NoText | undefined {
  const stat = statOf(path);
  if (stat === undefined) return undefined;
  if (!stat.isFile())
    return { problem: 'it is no file', hint: 'put a file there; a link or a folder is none' };
  if (stat.size > most)
    return { problem: `it has ${stat.size} bytes, expected at most ${most}`, hint: 'make it shorter' };
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return { problem: `it cannot be read (${code})`, hint: 'let whoever runs this read it' };
  }
  return decodeText(bytes);
}

/**
 * The text that the bytes are in UTF-8, without a mark of byte order. Anything else is no text: letters that nobody
 * wrote in the place of those that somebody did would make another rule of it.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string } | NoText {
  if (isUtf8(bytes)) return { text: new TextDecoder().decode(bytes) };
  const hint = 'save it as UTF-8';
  return { problem: `it is not UTF-8 text: byte ${firstWrongByte(bytes)} is none of a character`, hint };
}

/** From 0. What is read leniently and written again differs there for the first time. */
function firstWrongByte(bytes: Uint8Array): number {
  const mended = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const at = bytes.findIndex((byte, index) => byte !== mended[index]);
  // What is missing at the end may begin as the character does that stands for it.
  return at === -1 ? bytes.length : at;
}
