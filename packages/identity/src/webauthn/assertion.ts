import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import {
  cose,
  COSEALG,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { ceremonyFault, textMembers, type CeremonyFault } from './client-data.ts';
import { isDerSignature } from './der-signature.ts';
import type { RelyingParty } from './relying-party.ts';

/** A passkey's answer, as `PublicKeyCredential.toJSON()` gives it; nothing of it is trusted. */
export interface Assertion {
  /** Credential id, base64url. */
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle: string | undefined;
}

export function parseAssertion(json: unknown): Assertion | undefined {
  const outer = textMembers(json, ['id', 'rawId']);
  if (outer === undefined || outer.id !== outer.rawId) return undefined;
  const { type, response } = json as { readonly type?: unknown; readonly response?: unknown };
  const inner = textMembers(response, ['clientDataJSON', 'authenticatorData', 'signature']);
  if (type !== 'public-key' || inner === undefined) return undefined;
  const { userHandle } = response as { readonly userHandle?: unknown };
  if (userHandle !== undefined && userHandle !== null && typeof userHandle !== 'string') return undefined;
  return { id: outer.id, ...inner, userHandle: userHandle ?? undefined };
}

export interface KnownPasskey {
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  readonly isBackupEligible: boolean;
}

export type AssertionVerdict =
  | { readonly isGood: true; readonly counter: number; readonly isBackedUp: boolean }
  | { readonly isGood: false; readonly fault: CeremonyFault };

/**
 * Whether the key made this answer to this challenge, with the user verified, for this relying party. The caller has found
 * the key by the answer's id, and compares the counter and the user handle with what it knows.
 */
export async function judgeAssertion(
  relyingParty: RelyingParty,
  challenge: string,
  assertion: Assertion,
  known: KnownPasskey,
): Promise<AssertionVerdict> {
  try {
    const authenticatorData = parseAuthenticatorData(Buffer.from(assertion.authenticatorData, 'base64url'));
    const fault = ceremonyFault(
      relyingParty,
      { type: 'webauthn.get', challenge },
      { clientDataJSON: assertion.clientDataJSON, authenticatorData },
    );
    if (fault !== undefined) return { isGood: false, fault };
    // L3 §7.2 step 18: eligibility never changes; the library does not look.
    if (authenticatorData.flags.be !== known.isBackupEligible) {
      return { isGood: false, fault: 'backup-eligibility' };
    }
    const { id, clientDataJSON, authenticatorData: data, signature } = assertion;
    const publicKey = new Uint8Array(Buffer.from(known.publicKey, 'base64url'));
    const algorithm = decodeCredentialPublicKey(publicKey).get(cose.COSEKEYS.alg);
    if (algorithm === COSEALG.ES256 && !isDerSignature(Buffer.from(signature, 'base64url'))) {
      return { isGood: false, fault: 'signature' };
    }
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON, authenticatorData: data, signature },
      },
      expectedChallenge: challenge,
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      // With 0 the library does not judge the counter, which it would do before the signature.
      credential: { id, publicKey, counter: 0 },
    });
    if (!verified) return { isGood: false, fault: 'signature' };
    return { isGood: true, counter: authenticatorData.counter, isBackedUp: authenticatorData.flags.bs };
  } catch {
    // The library's words hold the expected challenge: they go nowhere.
    return { isGood: false, fault: 'malformed' };
  }
}

/** L3 §7.2 step 22: a counter that is kept must grow; else there may be two of this authenticator. */
export function hasCounterRegressed(stored: number, answered: number): boolean {
  return (stored > 0 || answered > 0) && answered <= stored;
}
