import { LedgerError } from '../errors.ts';
import { type KeyChangeEntry, readKeyChange } from './key-change.ts';
import { applyKeyChange, beginKeyHistory, type KeyHistory } from './key-history.ts';
import { parseTlogProof } from './tlog-proof.ts';
import { type EntryProofFault, verifyEntryProof } from './verify-entry-proof.ts';
import { parseVerifierKey, type NoteVerifier } from './verifier-key.ts';

/** The history of the keys of a log as somebody passed it on: nothing of it is trusted yet. */
export interface KeyHistoryFile {
  /** Verifier key that the log began with. */
  readonly first: string;
  /** Proofs of the entries that changed the keys, in order (C2SP tlog-proof). */
  readonly proofs: readonly string[];
}

/** What a key history was found to show. */
export type KeyHistoryCheck =
  | { readonly verified: true; readonly history: KeyHistory }
  | { readonly verified: false; readonly fault: KeyHistoryFault; readonly reason: string };

/** `change-invalid`: a change does not follow from those before it. The others are those of its proof. */
export type KeyHistoryFault = EntryProofFault | 'change-invalid';

const header = 'zoqore.dev/ledger-key-history@v1';
const proofHeader = 'c2sp.org/tlog-proof@v1';
const maxLength = 16 * 1024 * 1024;

/** First key and proofs in one text. */
export function formatKeyHistory({ first, proofs }: KeyHistoryFile): string {
  return [`${header}\n${first}\n`, ...proofs].join('\n');
}

/** @throws PROOF_INVALID */
export function parseKeyHistory(text: string): KeyHistoryFile {
  if (text.length > maxLength) throw invalid(`expected at most ${maxLength} characters`);
  const [head = '', ...proofs] = text.split(`\n\n${proofHeader}\n`);
  const [line, first, ...rest] = head.trimEnd().split('\n');
  if (line !== header) throw invalid(`expected the first line \`${header}\``);
  if (first === undefined || rest.length > 0) throw invalid('expected the first key in the second line');
  return {
    first,
    proofs: proofs.map((proof) => `${proofHeader}\n${proof}${proof.endsWith('\n') ? '' : '\n'}`),
  };
}

/**
 * Whether a history is that of a log which one of the given keys belongs to: any key that the log has had will do. Each change
 * must be signed by a key that was valid before it, and stand in the log under a checkpoint of a valid key. A history whose end
 * was cut off looks like an older one: what it lacks, a revocation too, cannot be seen in it.
 */
export async function verifyKeyHistory(
  text: string,
  keys: readonly NoteVerifier[],
): Promise<KeyHistoryCheck> {
  try {
    const { first, proofs } = parseKeyHistory(text);
    const verifier = await parseVerifierKey(first);
    const changes = proofs.map(changeOf);
    // Before any signature is checked: the history of a log that nobody asked about costs no more than reading it. Those
    // that its changes name are its keys, or else one of them does not count.
    const named = new Set([
      first,
      ...changes.map(({ leaf }, number) => readKeyChange(leaf, number).change.key),
    ]);
    if (!keys.some(({ verifierKey }) => named.has(verifierKey))) {
      return refused('key-unknown', 'no given key is a key of this history');
    }
    let history = beginKeyHistory(verifier.name, [verifier]);
    for (const change of changes) history = await applyKeyChange(history, change);
    // Last, with every revocation known: a revoked key cannot say where its own revocation stands.
    for (const [number, proof] of proofs.entries()) {
      const check = await verifyEntryProof(proof, { keys: [], history });
      if (!check.verified) return refused(check.fault, `change ${number}: ${check.reason}`);
    }
    return { verified: true, history };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return refused(error.code === 'KEY_CHANGE_INVALID' ? 'change-invalid' : 'malformed', error.message);
  }
}

function changeOf(proof: string): KeyChangeEntry {
  const { index, extra = new Uint8Array() } = parseTlogProof(proof);
  return { index, leaf: new TextDecoder().decode(extra) };
}

function refused(fault: KeyHistoryFault, reason: string): KeyHistoryCheck {
  return { verified: false, fault, reason };
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'PROOF_INVALID', message: `key history not understood: ${message}` });
}
