import { isBundle, verifyBundle, verifyEntryProof, verifyKeyHistory } from '@zoqore/ledger/verify';
import type {
  BundleCheck,
  EntryProofCheck,
  KeyHistory,
  KeyHistoryFault,
  NoteVerifier,
  ProofTrust,
} from '@zoqore/ledger/verify';
import { QoreError } from './errors.ts';
import { openInput, readText, withoutExtraLine } from './input.ts';
import { neutralise } from './render/neutralise.ts';
import { readVerifierKeys } from './verifier-keys.ts';

export type ProvenEntry = Extract<EntryProofCheck, { readonly verified: true }>;
export type ProvenRange = Extract<BundleCheck, { readonly verified: true }>;

/**
 * Checks the proof of one entry, or a bundle of many, with keys alone: no installation, no network.
 * @throws QoreError PROOF_REFUSED, INPUT_INVALID; LedgerError KEY_INVALID
 */
export async function checkProof(
  files: { readonly bundle: string; readonly key: string; readonly keys: string | undefined },
  quorum: number,
  workingDirectory: string,
): Promise<ProvenEntry | ProvenRange> {
  const keys = await readVerifierKeys(files.key, workingDirectory);
  requireWitnessKeys(keys, quorum, files.key);
  const history =
    files.keys === undefined
      ? {}
      : { history: await checkHistory(await readHistory(files.keys, workingDirectory), keys) };
  const { beginning, whole } = await peek(openInput(files.bundle, workingDirectory));
  const trust: ProofTrust = { keys, quorum, ...history };
  const check = isBundle(beginning)
    ? await verifyBundle(whole, trust)
    : await verifyEntryProof(withoutExtraLine(await readText(whole, files.bundle)), trust);
  if (check.verified) return check;
  throw refused(
    'the proof does not hold',
    check,
    hints[check.fault] ?? 'ask for a new one: qorectl ledger proof INDEX, or qorectl ledger export',
  );
}

/** Of any length that docs/spec/ledger.md §10 allows. */
async function readHistory(path: string, workingDirectory: string): Promise<string> {
  return withoutExtraLine(await readText(openInput(path, workingDirectory), path, 16 * 1024 * 1024));
}

/** Without them no proof could pass, however good. */
function requireWitnessKeys(keys: readonly NoteVerifier[], quorum: number, file: string): void {
  const count = keys.filter(({ kind }) => kind === 'witness').length;
  if (count >= quorum) return;
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `--witnesses ${quorum} needs as many keys of witnesses, \`${neutralise(file)}\` holds ${count}; the proof was not looked at`,
    hint: 'add the key of each witness, a line each: its operator has it from qorectl witness key',
    details: { path: file },
  });
}

async function checkHistory(text: string, keys: readonly NoteVerifier[]): Promise<KeyHistory> {
  const check = await verifyKeyHistory(text, keys);
  if (check.verified) return check.history;
  throw refused(
    'the history of the keys does not hold',
    check,
    'ask for a new one: qorectl ledger keys export',
  );
}

const hints: Partial<Record<KeyHistoryFault, string>> = {
  'key-unknown':
    'is this a key of that log? qorectl ledger head --key prints those valid now; with one of another time add --keys and what qorectl ledger keys export prints',
  'key-revoked': 'ask for one under a key that is valid: qorectl ledger proof INDEX',
};

function refused(
  what: string,
  { fault, reason }: { readonly fault: KeyHistoryFault; readonly reason: string },
  hint: string,
): QoreError {
  return new QoreError({
    code: 'PROOF_REFUSED',
    message: `${what} (${fault}): ${neutralise(reason.slice(0, 300))}`,
    hint,
    details: { fault },
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
