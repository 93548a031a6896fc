import { algorithms } from './client-data.ts';
import type { RelyingParty } from './relying-party.ts';

const timeoutMs = 300_000;

/** For `PublicKeyCredential.parseCreationOptionsFromJSON` in the browser. */
export interface RegistrationOptions {
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  readonly timeout: number;
  readonly excludeCredentials: readonly CredentialDescriptor[];
  readonly authenticatorSelection: {
    readonly residentKey: 'required';
    readonly requireResidentKey: true;
    readonly userVerification: 'required';
  };
  readonly attestation: 'none';
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON` in the browser. */
export interface AuthenticationOptions {
  readonly rpId: string;
  readonly challenge: string;
  readonly timeout: number;
  /** Empty at sign-in: the authenticator offers what it has, and nobody learns who has an account. */
  readonly allowCredentials: readonly CredentialDescriptor[];
  readonly userVerification: 'required';
}

export interface CredentialDescriptor {
  readonly type: 'public-key';
  readonly id: string;
  readonly transports: readonly string[];
}

export function registrationOptions(
  { id, name }: RelyingParty,
  user: { readonly handle: string; readonly name: string },
  challenge: string,
  exclude: readonly CredentialDescriptor[],
): RegistrationOptions {
  return {
    rp: { id, name },
    user: { id: user.handle, name: user.name, displayName: user.name },
    challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    timeout: timeoutMs,
    excludeCredentials: exclude,
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  };
}

export function authenticationOptions(
  { id }: RelyingParty,
  challenge: string,
  allow: readonly CredentialDescriptor[],
): AuthenticationOptions {
  return {
    rpId: id,
    challenge,
    timeout: timeoutMs,
    allowCredentials: allow,
    userVerification: 'required',
  };
}
