import { LedgerError } from '../errors.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { hashLength } from './hash.ts';

/** What a log says of itself at one size. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

const size = /^(?:0|[1-9]\d{0,15})$/;

/** Body of a checkpoint note: origin, size, base64 of the root, one a line (C2SP tlog-checkpoint). */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${toBase64(checkpoint.root)}\n`;
}

/**
 * Reads the body of a checkpoint note; further lines are extensions and not looked at.
 *
 * @throws NOTE_INVALID
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, count, encoded] = text.split('\n');
  if (origin === undefined || origin === '' || count === undefined || encoded === undefined) {
    throw invalid('expected origin, size and root');
  }
  if (!size.test(count) || !Number.isSafeInteger(Number(count))) throw invalid('expected a size in decimal');
  const root = fromBase64(encoded);
  if (root?.length !== hashLength) throw invalid('expected a root of 32 bytes in base64');
  return { origin, size: Number(count), root };
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'NOTE_INVALID', message: `checkpoint not understood: ${message}` });
}
