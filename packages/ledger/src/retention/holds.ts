import type { LedgerEntry } from '../model.ts';

export const holdPlacedKind = 'ledger.hold-placed';
export const holdReleasedKind = 'ledger.hold-released';

/** What a legal hold covers: entries that every one of these fits. None of them: the whole log, now and later. */
export interface HoldTerms {
  /** First index. Default 0. */
  readonly from?: number;
  /** Past the last index. Default: without end. */
  readonly to?: number;
  readonly kinds?: readonly string[];
  readonly actors?: readonly string[];
}

/** While it is in force, nothing that it covers is pruned or erased. */
export interface Hold extends HoldTerms {
  /** Index of the entry that placed it. */
  readonly id: number;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
}

/** A function of the entries alone, in the order of the log; those of other kinds do not count. */
export function holdsInForce(entries: readonly LedgerEntry[]): readonly Hold[] {
  const holds = new Map<number, Hold>();
  for (const { index, kind, actor, at, body } of entries) {
    if (kind === holdPlacedKind) {
      const { terms, reason } = body as unknown as { readonly terms: HoldTerms; readonly reason: string };
      holds.set(index, { ...terms, id: index, reason, placedBy: actor, placedAt: at });
    } else if (kind === holdReleasedKind) holds.delete(Number(body['hold']));
  }
  return [...holds.values()];
}

export function isHeld(
  { from = 0, to = Infinity, kinds, actors }: HoldTerms,
  entry: { readonly index: number; readonly kind: string; readonly actor: string },
): boolean {
  return (
    entry.index >= from &&
    entry.index < to &&
    kinds?.includes(entry.kind) !== false &&
    actors?.includes(entry.actor) !== false
  );
}
