import { parseCheckpoint, parseNote, parseTlogProof } from '@zoqore/ledger/verify';

/** What the checkpoint of a proof says of itself; nothing is verified. */
export function coverOf(proof: string): { readonly size: number; readonly witnesses: readonly string[] } {
  const { text, signatures } = parseNote(parseTlogProof(proof).checkpoint);
  const { origin, size } = parseCheckpoint(text);
  return { size, witnesses: signatures.map(({ name }) => name).filter((name) => name !== origin) };
}
