import { hash } from 'node:crypto';
import type { Core } from '../core.ts';

/** What a token is for stands before its 256 random bits, so that a leaked one is recognised. */
export type TokenPrefix = 'zqs' | 'zqd' | 'zqa';

/** A new token: `zqs_` (session), `zqd_` (device) or `zqa_` (API), then base64url. */
export function newToken(core: Pick<Core, 'random'>, prefix: TokenPrefix): string {
  return `${prefix}_${Buffer.from(core.random(32)).toString('base64url')}`;
}

/**
 * SHA-256, hex. Tokens are found by it: what a comparison could leak by its time is the hash of a guess, not the token.
 * 256 random bits need no slow hash.
 */
export function hashToken(token: string): string {
  return hash('sha256', token);
}
