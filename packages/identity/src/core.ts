import type { Database } from '@zoqore/database';
import type { AuditTrail, JsonObject } from './audit-trail.ts';
import { tameText } from './names.ts';
import type { Vault } from './secrets/vault.ts';
import type { RelyingParty } from './webauthn/relying-party.ts';

/** Life times in milliseconds. */
export interface Lifetimes {
  /** A session that nobody uses. Default 15 minutes, at most an hour. */
  readonly idleMs: number;
  /** A session, used or not. Default and at most 12 hours. */
  readonly absoluteMs: number;
  /** A step-up. Default and at most 5 minutes. */
  readonly stepUpMs: number;
  /** From a challenge to its answer. Default 5 minutes. */
  readonly flowMs: number;
  /** From a code that was proven to the passkey that is made with it. Default 15 minutes. */
  readonly pendingMs: number;
  /** A one-time code of the host or of an owner. Default an hour. */
  readonly grantMs: number;
  /** A trusted device. Default 30 days. */
  readonly deviceMs: number;
}

/** What every operation works with; made once by `openIdentity`. */
export interface Core {
  readonly database: Pick<Database, 'query' | 'read'>;
  readonly trail: AuditTrail;
  readonly vault: Vault;
  readonly relyingParty: RelyingParty;
  readonly lifetimes: Lifetimes;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

/** Where a request came from, as the edge saw it. Both are shown to people and judged by nobody. */
export interface Caller {
  /** Address of the peer, or of the right-most hop that is no trusted proxy. */
  readonly source: string;
  /** The user agent, as it says. */
  readonly agent: string;
}

/** As an entry says it. */
export function fromWhere({ source, agent }: Caller): JsonObject {
  return { source: tameText(source), agent: tameText(agent) };
}

/** A fresh id such as `adm_…`: 120 random bits after the prefix. */
export function newId(core: Pick<Core, 'random'>, prefix: string): string {
  return `${prefix}_${Buffer.from(core.random(15)).toString('hex')}`;
}

/** RFC 3339 with milliseconds, UTC. */
export function instant(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
