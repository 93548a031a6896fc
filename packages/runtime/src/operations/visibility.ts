import { maySpeakFor } from '../authorize.ts';
import type { Credential } from '../credential.ts';

/** May see the record whole: who approves or administers. */
export function seesRecord({ scopes }: Credential): boolean {
  return scopes.includes('approve') || scopes.includes('admin');
}

/** Sees what is about this actor. */
export function seesActor(credential: Credential, actorId: string): boolean {
  return seesRecord(credential) || maySpeakFor(credential, actorId);
}

/** The actors that it sees no more than. */
export function visibleActors(credential: Credential): 'any' | readonly string[] {
  return seesRecord(credential) ? 'any' : credential.actors;
}
