import type { Ledger, LedgerStore } from '@zoqore/ledger';
import type { Tables } from './reading.ts';
import type { PendingLabels } from './pipeline/pending-labels.ts';
import type { RecentDecisions } from './pipeline/recent-decisions.ts';
import type { View } from './standing/view.ts';

export interface Settings {
  readonly workspace: string;
  readonly home: string;
  /** How long one request id means one request, and how long an ALLOW may be acted on. */
  readonly replayWindowMs: number;
  readonly approvalTtlMs: number;
  /** Where a person decides an approval. */
  readonly approvalUrl: (id: string) => string;
}

/** What every operation of the runtime works with; made once by `openRuntime`. */
export interface Core {
  readonly database: Tables;
  readonly store: LedgerStore;
  readonly ledger: Ledger;
  readonly recentDecisions: RecentDecisions;
  readonly pendingLabels: PendingLabels;
  readonly view: View;
  readonly settings: Settings;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

/** A fresh id such as `dec_…`: 120 random bits after the prefix. */
export function newId(core: Pick<Core, 'random'>, prefix: string): string {
  return `${prefix}_${Buffer.from(core.random(15)).toString('hex')}`;
}
