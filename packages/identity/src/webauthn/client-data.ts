import { COSEALG, decodeClientDataJSON, type parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { hash } from 'node:crypto';
import type { RelyingParty } from './relying-party.ts';

/** Why a passkey's answer does not count; recorded, and shown to nobody who is not signed in. */
export type CeremonyFault =
  | 'malformed'
  | 'flow'
  | 'flow-used'
  | 'type'
  | 'challenge'
  | 'origin'
  | 'cross-origin'
  | 'relying-party'
  | 'user-verification'
  | 'backup-eligibility'
  | 'algorithm'
  | 'signature'
  | 'counter'
  | 'user-handle'
  | 'unknown-passkey'
  | 'known-passkey'
  | 'admin-disabled';

/** What is offered, and nothing else is taken. */
export const algorithms: COSEALG[] = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256];

type AuthenticatorData = ReturnType<typeof parseAuthenticatorData>;

/** What is the same in a registration and an assertion: WebAuthn L3 §7.1 steps 7–17, §7.2 steps 11–19. */
export function ceremonyFault(
  { id, origins }: RelyingParty,
  expected: { readonly type: 'webauthn.create' | 'webauthn.get'; readonly challenge: string },
  answer: { readonly clientDataJSON: string; readonly authenticatorData: AuthenticatorData },
): CeremonyFault | undefined {
  const client = decodeClientDataJSON(answer.clientDataJSON);
  const { flags, rpIdHash } = answer.authenticatorData;
  if (client.type !== expected.type) return 'type';
  if (client.challenge !== expected.challenge) return 'challenge';
  if (!origins.includes(client.origin)) return 'origin';
  // The library lets `crossOrigin` pass where no `topOrigin` is beside it. We are never framed.
  if ((client.crossOrigin ?? false) || client.topOrigin !== undefined) return 'cross-origin';
  if (!hash('sha256', id, 'buffer').equals(rpIdHash)) return 'relying-party';
  if (!flags.up || !flags.uv) return 'user-verification';
  return flags.bs && !flags.be ? 'backup-eligibility' : undefined;
}

const maxText = 16_384;
const base64url = /^[\w-]+$/;

/** The members of a client's answer that are base64url text, or undefined when one is missing, long or something else. */
export function textMembers<Name extends string>(
  value: unknown,
  names: readonly Name[],
): Record<Name, string> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = Object.entries(value).filter(([name]) => (names as readonly string[]).includes(name));
  const isGood = found.every(
    ([, text]) => typeof text === 'string' && text.length <= maxText && base64url.test(text),
  );
  return isGood && found.length === names.length
    ? (Object.fromEntries(found) as Record<Name, string>)
    : undefined;
}
