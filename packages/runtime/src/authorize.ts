import type { Core } from './core.ts';
import type { Credential, Scope } from './credential.ts';
import { RuntimeError } from './errors.ts';
import { recordOnly } from './record.ts';
import type { Surface } from './governance.ts';
import { instant } from './instant.ts';

/** @throws RuntimeError ACTOR_FORBIDDEN when the credential lacks the scope */
export function requireScope(credential: Credential, ...anyOf: readonly Scope[]): void {
  if (anyOf.some((scope) => credential.scopes.includes(scope))) return;
  throw new RuntimeError({
    code: 'ACTOR_FORBIDDEN',
    message: `expected a key with scope ${anyOf.map((scope) => `\`${scope}\``).join(' or ')}, found \`${credential.scopes.join('`, `')}\``,
    details: { expected: anyOf, found: credential.scopes },
  });
}

/**
 * What gives somebody more than they have is approved, as a wider policy is.
 * @throws RuntimeError ACTOR_FORBIDDEN when the credential may not approve
 */
export function requireApprover({ scopes }: Pick<Credential, 'scopes'>, because: string): void {
  if (scopes.includes('approve')) return;
  throw new RuntimeError({
    code: 'ACTOR_FORBIDDEN',
    message: `expected a key with scope \`approve\` too: ${because}`,
    details: { expected: ['admin', 'approve'], found: scopes },
  });
}

export function maySpeakFor(credential: Credential, actorId: string): boolean {
  return credential.actors === 'any' || credential.actors.includes(actorId);
}

/**
 * Lets a credential ask for its own actors only; the attempt to ask for another is recorded.
 * @throws RuntimeError ACTOR_FORBIDDEN, LEDGER_UNAVAILABLE
 */
export async function requireActor(
  core: Core,
  credential: Credential,
  asked: { readonly actorId: string; readonly surface: Surface; readonly requestId?: string },
): Promise<void> {
  requireScope(credential, 'decide');
  if (maySpeakFor(credential, asked.actorId)) return;
  await recordOnly(core, {
    kind: 'request.forbidden',
    actor: credential.keyId,
    at: instant(core.clock()),
    body: {
      key: { id: credential.keyId, name: credential.name },
      claimedActor: asked.actorId,
      surface: asked.surface,
      ...(asked.requestId === undefined ? {} : { requestId: asked.requestId }),
    },
  });
  throw new RuntimeError({
    code: 'ACTOR_FORBIDDEN',
    message: `the key \`${credential.name}\` may not speak for the actor \`${asked.actorId}\``,
    details: { actorId: asked.actorId },
  });
}
