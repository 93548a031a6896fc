import { LedgerError } from '../errors.ts';
import { requireSafeUrl } from '../outbound/send.ts';
import { parseVerifierKey, publicKeyIn, type NoteVerifier } from '../verify/verifier-key.ts';

/** Who is asked to cosign, and how many of them make a checkpoint one to rely on. */
export interface WitnessPolicy {
  readonly witnesses: readonly WitnessAddress[];
  /** 1 to the number of witnesses. */
  readonly quorum: number;
}

/** A witness to ask, and the key that it has to sign with. */
export interface WitnessAddress {
  /** Submission prefix (C2SP tlog-witness): https, or http on loopback. */
  readonly url: string;
  /** Its verifier key, of type 0x04. */
  readonly key: string;
}

export interface KnownWitness {
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly verifier: NoteVerifier;
}

/** @throws WITNESS_INVALID when the policy cannot be met or would count one witness twice; KEY_INVALID */
export async function parseWitnessPolicy({
  witnesses,
  quorum,
}: WitnessPolicy): Promise<readonly KnownWitness[]> {
  const known = await Promise.all(
    witnesses.map(async ({ url, key }) => {
      const verifier = await parseVerifierKey(key);
      return { name: verifier.name, url: requireSafeUrl(url), key, verifier };
    }),
  );
  const log = known.find(({ verifier }) => verifier.kind !== 'witness');
  if (log !== undefined)
    throw invalid(`expected the key of a witness, found that of the log \`${log.name}\``);
  // One key under two names, or two keys under one, is one witness (C2SP tlog-policy).
  const publicKeys = new Set(known.map(({ key }) => publicKeyIn(key)));
  const names = new Set(known.map(({ name }) => name));
  if (publicKeys.size < known.length || names.size < known.length) {
    throw invalid('expected witnesses of different names and keys, found one twice');
  }
  if (!Number.isSafeInteger(quorum) || quorum < 1 || quorum > known.length) {
    throw invalid(`expected a quorum from 1 to ${known.length}, found ${quorum}`);
  }
  return known;
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'WITNESS_INVALID', message });
}
