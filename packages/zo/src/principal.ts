import type { Credential, Governance } from '@zoqore/runtime';
import { codeOf, ZoError } from './errors.ts';

/** Who asks: what the key proved, and the actor it speaks for in this request. */
export interface Principal {
  readonly credential: Credential;
  readonly actorId: string;
}

export type Authentication =
  | { readonly outcome: 'proven'; readonly principal: Principal }
  | { readonly outcome: 'unauthorized'; readonly wasPresented: boolean }
  | { readonly outcome: 'forbidden'; readonly message: string; readonly isScope: boolean };

// No comma: two headers joined into one must not name a third actor.
const ACTOR_ID = /^[A-Za-z0-9][A-Za-z0-9._:@/%#+-]{0,255}$/u;
const MAX_KEY_LENGTH = 1024;

/**
 * Reads the key and the actor of an HTTP request. What a client says of itself in MCP plays no part.
 * @throws RuntimeError LEDGER_UNAVAILABLE when a refusal that must be recorded cannot be
 */
export async function authenticate(headers: Headers, governance: Governance): Promise<Authentication> {
  const bearer = /^Bearer +([^\s,]+) *$/iu.exec(headers.get('authorization') ?? '')?.[1];
  const apiKey = headers.get('x-qore-api-key')?.trim();
  const wasPresented = headers.has('authorization') || headers.has('x-qore-api-key');
  const isContradictory = bearer !== undefined && apiKey !== undefined && bearer !== apiKey;
  const key = bearer ?? apiKey;
  if (key === undefined || key === '' || key.length > MAX_KEY_LENGTH || isContradictory) {
    return { outcome: 'unauthorized', wasPresented };
  }
  const credential = governance.authenticate(key);
  if (credential === undefined) return { outcome: 'unauthorized', wasPresented };
  return speakFor(credential, headers.get('x-qore-actor') ?? undefined, governance);
}

/** The actor that a credential speaks for: the one asked for if it may, the only one it has otherwise. */
export async function speakFor(
  credential: Credential,
  asked: string | undefined,
  governance: Governance,
): Promise<Authentication> {
  if (!credential.scopes.includes('decide')) return forbidden('the key lacks the scope `decide`', true);
  const actorId = asked ?? soleActor(credential);
  if (actorId === undefined)
    return forbidden('the key may speak for several actors: name one in x-qore-actor');
  if (credential.actors === 'any' && !ACTOR_ID.test(actorId)) return forbidden('x-qore-actor names no actor');
  try {
    await governance.requireActor(credential, { actorId, surface: 'mcp' });
  } catch (error) {
    if (codeOf(error) !== 'ACTOR_FORBIDDEN') throw error;
    return forbidden('the key may not speak for this actor');
  }
  return { outcome: 'proven', principal: { credential, actorId } };
}

/** For surfaces without a request, such as stdio. @throws ZoError ACTOR_FORBIDDEN */
export async function principalOf(
  credential: Credential,
  actorId: string | undefined,
  governance: Governance,
): Promise<Principal> {
  const spoken = await speakFor(credential, actorId, governance);
  if (spoken.outcome === 'proven') return spoken.principal;
  const message = spoken.outcome === 'forbidden' ? spoken.message : 'the key proves nothing';
  throw new ZoError({ code: 'ACTOR_FORBIDDEN', message });
}

function forbidden(message: string, isScope = false): Authentication {
  return { outcome: 'forbidden', message, isScope };
}

/** An unbound key without a header speaks for an actor of its own name. */
function soleActor({ actors, name }: Credential): string | undefined {
  if (actors === 'any') return name;
  return actors.length === 1 ? actors[0] : undefined;
}
