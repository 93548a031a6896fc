import type { Core } from '../core.ts';
import { instant } from '../instant.ts';

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

/** Computed from what works now. */
export async function health(core: Core): Promise<Health> {
  const failing: string[] = [];
  const policyVersion = ((): string => {
    try {
      return core.view.policy === undefined ? 'unknown' : (core.view.standing.policy?.version ?? 'unknown');
    } catch {
      failing.push('view');
      return 'unknown';
    }
  })();
  if (policyVersion === 'unknown') failing.push('policy');
  const isLedgerAvailable = await canAppend(core);
  if (!isLedgerAvailable) failing.push('ledger');
  return {
    status: failing.length === 0 ? 'ok' : 'degraded',
    initialized: true,
    policyLoaded: policyVersion !== 'unknown',
    ledgerAvailable: isLedgerAvailable,
    policyVersion,
    timestamp: instant(core.clock()),
    ...(failing.length === 0 ? {} : { failing }),
  };
}

/** There is room, and the store answers. */
async function canAppend({ store, ledger }: Core): Promise<boolean> {
  try {
    store.assertRoom();
    await ledger.head();
    return true;
  } catch {
    return false;
  }
}
