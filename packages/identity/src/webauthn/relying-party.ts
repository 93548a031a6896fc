import { isIP } from 'node:net';
import { invalid } from '../errors.ts';

/** Who asks for passkeys. Fixed once the first one is made: another id finds none of them. */
export interface RelyingParty {
  /** Domain without scheme and port. */
  readonly id: string;
  /** Shown by authenticators. */
  readonly name: string;
  /** Exactly these pages may ask. */
  readonly origins: readonly string[];
}

/**
 * The relying party of a public URL: its host, and its origin alone.
 * @throws IdentityError VALIDATION_ERROR for an IP address (WebAuthn has none), and for `http` anywhere but on localhost
 */
export function relyingPartyOf(publicUrl: string, name = 'ZoQore'): RelyingParty {
  const url = URL.parse(publicUrl);
  if (url === null) throw invalid('publicUrl', 'expected a URL');
  const isLocal = url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) {
    throw invalid('publicUrl', 'expected https, or http on localhost');
  }
  if (url.hostname.startsWith('[') || isIP(url.hostname) !== 0) {
    throw invalid('publicUrl', 'expected a host name, not an address: passkeys belong to names');
  }
  return { id: url.hostname, name, origins: [url.origin] };
}
