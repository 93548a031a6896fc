import type { Role, Session } from './session.ts';

/** `<resource>:<verb>`, such as `sessions:read`. The verb `read` changes nothing. */
export type TokenScope = `${string}:${string}`;

/** What a presented API token proves. */
export interface TokenCredential {
  readonly tokenId: string;
  readonly name: string;
  readonly admin: { readonly id: string; readonly name: string; readonly role: Role };
  readonly scopes: readonly TokenScope[];
}

/** Somebody on the host. Comes from `identity.host.authority`, which no listener is given. */
export interface HostAuthority {
  readonly isHost: true;
}

/** The one there is: an object that only looks like it, say from a request's body, is nobody. */
export const hostAuthority: HostAuthority = Object.freeze({ isHost: true });

export function isHost(by: Authority): by is HostAuthority {
  return by === hostAuthority;
}

/**
 * Who asks for what is not about oneself alone: a signed-in admin, with a step-up where it changes something; an API token
 * with the scope; the host.
 */
export type Authority = Session | TokenCredential | HostAuthority;
