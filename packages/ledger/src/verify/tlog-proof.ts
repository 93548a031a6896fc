import { LedgerError } from '../errors.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { hashLength } from './hash.ts';

/** The content of a proof file, none of it trusted yet. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child. */
  readonly path: readonly Uint8Array[];
  /** Signed note of a checkpoint. */
  readonly checkpoint: string;
  /** Whatever came along; ZoQore puts the leaf there. */
  readonly extra?: Uint8Array;
}

const header = 'c2sp.org/tlog-proof@v1';
/** A leaf of 65,535 bytes, 53 hashes and a note of 100 signatures fit. */
const maxLength = 1024 * 1024;

/** C2SP tlog-proof, to be kept as `.tlog-proof`. */
export function formatTlogProof({ index, path, checkpoint, extra }: TlogProof): string {
  const lines = [
    header,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...path.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** @throws PROOF_INVALID when any byte is out of place */
export function parseTlogProof(text: string): TlogProof {
  if (text.length > maxLength) throw invalid(`expected at most ${maxLength} characters`);
  const end = text.indexOf('\n\n');
  if (end < 0) throw invalid('expected a blank line before the checkpoint');
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== header) throw invalid(`expected the first line \`${header}\``);
  const extra = lines[0]?.startsWith('extra ') === true ? lines.shift()?.slice('extra '.length) : undefined;
  const [, index] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '') ?? [];
  if (index === undefined || !Number.isSafeInteger(Number(index))) {
    throw invalid('expected a line `index <decimal>`');
  }
  const extraBytes = extra === undefined ? undefined : fromBase64(extra);
  if (extra !== undefined && extraBytes === undefined) throw invalid('expected base64 behind `extra`');
  return {
    index: Number(index),
    path: lines.map(hashOf),
    checkpoint: text.slice(end + 2),
    ...(extraBytes === undefined ? {} : { extra: extraBytes }),
  };
}

function hashOf(line: string): Uint8Array {
  const bytes = fromBase64(line);
  if (bytes?.length !== hashLength) throw invalid('expected hashes of 32 bytes in base64, one a line');
  return bytes;
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'PROOF_INVALID', message: `proof not understood: ${message}` });
}
