import { verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { algorithms, ceremonyFault, textMembers, type CeremonyFault } from './client-data.ts';
import type { RelyingParty } from './relying-party.ts';

export interface MadePasskey {
  /** Credential id, base64url. */
  readonly id: string;
  /** COSE_Key, base64url. */
  readonly publicKey: string;
  readonly counter: number;
  readonly aaguid: string;
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  readonly transports: readonly string[];
}

export type RegistrationVerdict =
  | { readonly isGood: true; readonly passkey: MadePasskey }
  | { readonly isGood: false; readonly fault: CeremonyFault };

const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];
/** L3 §7.1 step 25. */
const maxIdBytes = 1023;

/** Whether a passkey was made for this challenge and relying party, with the user verified. Attestation is not asked for. */
export async function judgeRegistration(
  relyingParty: RelyingParty,
  challenge: string,
  json: unknown,
): Promise<RegistrationVerdict> {
  const outer = textMembers(json, ['id', 'rawId']);
  const { type, response } = (outer === undefined ? {} : json) as Record<'type' | 'response', unknown>;
  const inner = textMembers(response, ['clientDataJSON', 'attestationObject']);
  if (outer === undefined || outer.id !== outer.rawId || type !== 'public-key' || inner === undefined) {
    return { isGood: false, fault: 'malformed' };
  }
  try {
    const attestation = decodeAttestationObject(
      new Uint8Array(Buffer.from(inner.attestationObject, 'base64url')),
    );
    const authenticatorData = parseAuthenticatorData(attestation.get('authData'));
    const fault = ceremonyFault(
      relyingParty,
      { type: 'webauthn.create', challenge },
      { clientDataJSON: inner.clientDataJSON, authenticatorData },
    );
    if (fault !== undefined) return { isGood: false, fault };
    const key = authenticatorData.credentialPublicKey;
    const algorithm = key === undefined ? undefined : decodeCredentialPublicKey(key).get(cose.COSEKEYS.alg);
    if (!algorithms.some((offered) => offered === algorithm)) return { isGood: false, fault: 'algorithm' };
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: outer.id,
        rawId: outer.rawId,
        type: 'public-key',
        clientExtensionResults: {},
        response: inner,
      },
      expectedChallenge: challenge,
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingParty.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return { isGood: false, fault: 'signature' };
    const { credential, aaguid } = registrationInfo;
    if (credential.id !== outer.id || Buffer.from(credential.id, 'base64url').length > maxIdBytes) {
      return { isGood: false, fault: 'malformed' };
    }
    const { be, bs } = authenticatorData.flags;
    return {
      isGood: true,
      passkey: {
        id: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        aaguid,
        isBackupEligible: be,
        isBackedUp: bs,
        transports: transportsOf(response),
      },
    };
  } catch {
    return { isGood: false, fault: 'malformed' };
  }
}

/** A hint for the browser; only words that it could have said. */
function transportsOf(response: unknown): readonly string[] {
  const { transports } = response as { readonly transports?: unknown };
  return Array.isArray(transports) ? knownTransports.filter((name) => transports.includes(name)) : [];
}
