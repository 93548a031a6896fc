import type { EntryDraft } from '../model.ts';
import type { Range } from './ranges.ts';

export const prunedKind = 'ledger.pruned';
export const erasedKind = 'ledger.erased';

/** What an entry says that it took out of the log. */
export interface Removal {
  /** Index of the entry that says so. */
  readonly by: number;
  readonly act: 'pruned' | 'erased';
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
  /** What was kept beside these entries, to open their commitments with, is gone. */
  readonly ranges: readonly Range[];
  /** Of them, those whose leaves are gone too. */
  readonly removed: readonly Range[];
}

/** Undefined for an entry that removes nothing, and for one that says so in a way that no release ever did. */
export function removalOf(by: number, { kind, actor, at, body }: EntryDraft): Removal | undefined {
  if (kind !== prunedKind && kind !== erasedKind) return undefined;
  const ranges = parseRanges(body['ranges'], by);
  const removed = parseRanges(body['removed'], by);
  const reason = body['reason'];
  if (ranges === undefined || removed === undefined || typeof reason !== 'string') return undefined;
  return { by, act: kind === prunedKind ? 'pruned' : 'erased', actor, at, reason, ranges, removed };
}

/** An entry removes nothing but what stands before it. */
function parseRanges(value: unknown, by: number): readonly Range[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const ranges: Range[] = [];
  let end = 0;
  for (const one of value as readonly unknown[]) {
    if (!Array.isArray(one) || one.length !== 2) return undefined;
    const [from, to] = one as readonly unknown[];
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return undefined;
    if (Number(from) < end || Number(from) >= Number(to) || Number(to) > by) return undefined;
    end = Number(to);
    ranges.push([Number(from), end]);
  }
  return ranges;
}
