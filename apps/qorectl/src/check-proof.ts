import { isBundle, parseVerifierKey, verifyBundle, verifyEntryProof } from '@zoqore/ledger/verify';
import type { BundleCheck, EntryProofCheck, ProofTrust } from '@zoqore/ledger/verify';
import { QoreError } from './errors.ts';
import { openInput, readInput, readText } from './input.ts';
import { neutralise } from './render/neutralise.ts';

export type ProvenEntry = Extract<EntryProofCheck, { readonly verified: true }>;
export type ProvenRange = Extract<BundleCheck, { readonly verified: true }>;

/**
 * Checks the proof of one entry, or a bundle of many, with keys alone: no installation, no network.
 * @throws QoreError PROOF_REFUSED, INPUT_INVALID; LedgerError KEY_INVALID
 */
export async function checkProof(
  files: { readonly bundle: string; readonly key: string },
  quorum: number,
  workingDirectory: string,
): Promise<ProvenEntry | ProvenRange> {
  const lines = (await readInput(files.key, workingDirectory)).split('\n').map((line) => line.trim());
  const keys = await Promise.all(lines.filter((line) => line !== '').map(parseVerifierKey));
  const { beginning, whole } = await peek(openInput(files.bundle, workingDirectory));
  const trust: ProofTrust = { keys, quorum };
  const check = isBundle(beginning)
    ? await verifyBundle(whole, trust)
    : await verifyEntryProof(await readText(whole, files.bundle), trust);
  if (check.verified) return check;
  throw new QoreError({
    code: 'PROOF_REFUSED',
    message: `the proof does not hold (${check.fault}): ${neutralise(check.reason.slice(0, 300))}`,
    hint:
      check.fault === 'key-unknown'
        ? 'is this the key of that log? qorectl ledger head --key prints it there'
        : 'ask for a new one: qorectl ledger proof INDEX, or qorectl ledger export',
    details: { fault: check.fault },
  });
}

/** The first bytes of a stream as text, and the stream with them still in it. */
async function peek(
  input: AsyncGenerator<Uint8Array>,
): Promise<{ readonly beginning: string; readonly whole: AsyncIterable<Uint8Array> }> {
  const read: Uint8Array[] = [];
  for (let bytes = 0; bytes < 64;) {
    const next = await input.next();
    if (next.done === true) break;
    read.push(next.value);
    bytes += next.value.length;
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    yield* read;
    yield* input;
  };
  return { beginning: Buffer.concat(read).toString('latin1', 0, 64), whole: whole() };
}
