import { randomUUID } from 'node:crypto';
import type { EntryDraft, Ledger } from '@zoqore/ledger';
import { percentile } from '../percentile.ts';

const body = {
  decision: 'ALLOW',
  reasons: ['policy.allow', 'risk.low'],
  request: {
    tool: 'read_file',
    arguments: { path: '/workspace/notes/2026-11-23.md', text: 'x'.repeat(180) },
  },
};

/** A leaf of about 530 bytes. */
export function draft(): EntryDraft {
  return { kind: 'decision', actor: 'agent-1', at: '2026-11-23T03:00:00.000Z', idem: randomUUID(), body };
}

export interface Appends {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** So many entries by so many callers, each of whom waits for its answer. */
export async function appendAll(ledger: Ledger, entries: number, callers: number): Promise<Appends> {
  let left = entries;
  const waits: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (left > 0) {
        left -= 1;
        const asked = performance.now();
        await ledger.append(draft());
        waits.push(performance.now() - asked);
      }
    }),
  );
  const perSecond = entries / ((performance.now() - began) / 1000);
  return { perSecond, p50: percentile(waits, 0.5), p99: percentile(waits, 0.99) };
}
