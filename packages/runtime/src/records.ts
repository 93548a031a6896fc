import type { Action } from '@zoqore/policy';
import type { Answer, DecisionOutcome } from './decision.ts';
import type { Scope } from './credential.ts';
import type { ToolState } from './governance.ts';

/** A recorded decision as the API lists it. */
export interface DecisionRecord extends Answer {
  readonly index: number;
  readonly actorId: string;
  readonly action: Action;
  readonly targetPath: string;
  readonly surface: string;
  /** Absent in the feed, and once it was erased. */
  readonly intentDigest?: string;
  /** Name of the key that asked. */
  readonly credential: string;
  /** The approval that allowed it. */
  readonly follows?: string;
}

export interface DecisionQuery {
  readonly limit?: number;
  /** Only entries below this index: the `next` of the page before. */
  readonly before?: number;
  readonly actor?: string;
  readonly decision?: DecisionOutcome;
  readonly action?: Action;
  readonly grade?: 'L1' | 'L2' | 'L3';
  /** Epoch milliseconds, inclusive. */
  readonly since?: number;
  readonly until?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Pass as `before` for the page after; absent on the last. */
  readonly next?: number;
}

export interface KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actors: readonly string[] | 'any';
  readonly createdAt: string;
  readonly revokedAt?: string;
}

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actors: readonly string[] | 'any';
}

export interface ToolRecord {
  readonly server: string;
  readonly name: string;
  readonly state: ToolState;
  readonly definitionDigest: string;
  /** What it changed to, while it waits for acceptance. */
  readonly changedTo?: string;
  readonly firstSeenAt: string;
}

export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly initialized: boolean;
  readonly policyLoaded: boolean;
  readonly ledgerAvailable: boolean;
  readonly policyVersion: string;
  readonly timestamp: string;
  /** Which parts cannot do their work; absent when all can. */
  readonly failing?: readonly string[];
}
