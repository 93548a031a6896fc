import { parseLeaf } from '../entry.ts';
import { LedgerError } from '../errors.ts';
import type { AppendResult, Companion, EntryDraft, JsonObject, LedgerEntry, Receipt } from '../model.ts';
import type { LedgerStore } from '../store.ts';
import type { KeyHistory } from '../verify/key-history.ts';
import { ledgerActFault } from '../verify/ledger-act.ts';
import { archivedKind, archivedRanges, type Archive } from './archives.ts';
import { RemovalFinder } from './find-removal.ts';
import { holdPlacedKind, holdReleasedKind, holdsInForce, type Hold, type HoldTerms } from './holds.ts';
import { actDigest, noteOf } from './own-act.ts';
import { Planner, type RemovalPlan, type RemovalRequest } from './plan.ts';
import { countOf, type Range } from './ranges.ts';
import { erasedKind, prunedKind, type Removal } from './removal.ts';
import { removalKind, type RemovalRow } from './removal-row.ts';

/** Who does it and when, for the entry that says so. */
export interface Doer {
  readonly actor: string;
  /** RFC 3339 with milliseconds. */
  readonly at: string;
}

/** What a removal did. */
export interface RemovalDone extends RemovalPlan {
  /** Of the entries that say so, in order. */
  readonly receipts: readonly Receipt[];
  /**
   * Nothing of it stands beside the tables either. False: the removal stands, and a journal is still to be rewritten; the
   * next removal or the next opening does it.
   */
  readonly isForgotten: boolean;
}

/** What leaves a log, and what must not. Everything that changes something is an entry that says who did it. */
export interface Retention {
  /** Legal holds in force, in the order in which they were placed. */
  holds(): Promise<readonly Hold[]>;
  /** @throws ENTRY_INVALID when `to` is not above `from`: it would cover nothing */
  placeHold(doer: Doer, hold: HoldTerms & { readonly reason: string }): Promise<Hold>;
  /** @throws ENTRY_INVALID when no such hold is in force */
  releaseHold(doer: Doer, hold: number, reason: string): Promise<Receipt>;
  /** What `remove` would do now. */
  plan(request: RemovalRequest): Promise<RemovalPlan>;
  /**
   * Removes, in steps: each is an entry, with what it takes, in one transaction. Hashes, tree and proofs stay. What a
   * hold covers is passed over by a pruning and refuses an erasure; entries of the ledger itself stay.
   *
   * @throws ENTRY_HELD for an erasure that a hold forbids; ENTRY_UNARCHIVED for a pruning of what no archive holds
   */
  remove(doer: Doer, request: RemovalRequest): Promise<RemovalDone>;
  /** Records that a verified copy was made. @throws ENTRY_INVALID when the log had no such checkpoint */
  recordArchive(doer: Doer, archive: Archive): Promise<Receipt>;
  /** The entry that removed the leaf at an index. */
  removalOf(index: number): Promise<Removal | undefined>;
}

export interface RetentionOptions {
  readonly log: string;
  readonly store: LedgerStore;
  /** Kinds of the companion writers that destroy what is kept beside entries. */
  readonly erasers: readonly string[];
  /**
   * Has the keys of the log agree to an entry (a note in its body) and appends it, while no other act does.
   * @throws KEY_MISSING
   */
  record(
    draft: EntryDraft,
    companionsAt: (seen: number) => readonly Companion[],
  ): Promise<{ readonly result: AppendResult; readonly draft: EntryDraft }>;
  /** The keys as all entries tell that stand now. */
  keys(): Promise<KeyHistory>;
}

const pageSize = 1000;
/** Of one step: as many rows as a transaction changes in a moment, as many ranges as a leaf holds with ease. */
const maxEntries = 16_384;
const maxRanges = 1000;

export function createRetention(options: RetentionOptions): Retention {
  const { log, store, erasers } = options;
  const finder = new RemovalFinder(log, store);
  /** Removals of this process follow each other; those of others meet in the claim of the removal row. */
  let turn: Promise<unknown> = Promise.resolve();

  const entriesOf = async (...kinds: readonly string[]): Promise<readonly LedgerEntry[]> => {
    const found: LedgerEntry[] = [];
    const keys = await options.keys();
    for (const kind of kinds) {
      for (let from = 0; ;) {
        const page = await store.read({
          from,
          to: Number.MAX_SAFE_INTEGER,
          limit: pageSize,
          order: 'ascending',
          kind,
        });
        for (const entry of page) {
          if (entry.leaf === undefined) continue;
          const leafHash = Buffer.from(entry.leafHash).toString('hex');
          const read = { ...parseLeaf(log, entry.leaf), index: entry.index, leaf: entry.leaf, leafHash };
          // Others can write entries too.
          if (await isAgreed(log, read, keys)) found.push(read);
        }
        const last = page.at(-1);
        if (last === undefined || page.length < pageSize) break;
        from = last.index + 1;
      }
    }
    return found.sort((a, b) => a.index - b.index);
  };
  const holds = async (): Promise<readonly Hold[]> =>
    holdsInForce(await entriesOf(holdPlacedKind, holdReleasedKind));
  const appendOwn = async (
    { actor, at }: Doer,
    kind: string,
    body: JsonObject,
    removal?: { readonly row: RemovalRow },
  ): Promise<Receipt> => {
    const { result, draft } = await options.record({ kind, actor, at, body }, (seen) => {
      if (store.durability === 'memory') return [];
      const row = removal?.row ?? { ranges: [], removed: [], seen };
      return [removalKind, ...(removal === undefined ? [] : erasers)].map((companion) => ({
        kind: companion,
        row,
      }));
    });
    if (result.outcome !== 'appended') throw refusedSince(result.claim);
    const { receipt } = result;
    const { index } = receipt;
    if (await isAgreed(log, { ...draft, index }, await options.keys())) return receipt;
    throw new LedgerError({
      code: 'LEDGER_UNAVAILABLE',
      message: `entry ${index} does not count: the keys of the log do not agree to it; run a verification`,
      details: { index },
    });
  };

  const plan = async (request: RemovalRequest): Promise<RemovalPlan> => {
    const planner = new Planner(request, await holds());
    const wanted: readonly Range[] =
      request.act === 'prune' ? [[request.from ?? 0, request.before]] : request.ranges;
    const filter = request.act === 'erase' && request.actor !== undefined ? { actor: request.actor } : {};
    for (const [start, to] of wanted) {
      for (let from = start; from < to;) {
        const page = await store.read({
          from,
          to,
          limit: pageSize,
          order: 'ascending',
          isWhole: true,
          ...filter,
        });
        const last = page.at(-1);
        if (last === undefined || !page.every((entry) => planner.add(entry))) break;
        from = last.index + 1;
      }
    }
    return planner.plan(request.act === 'prune' ? archivedRanges(await entriesOf(archivedKind)) : []);
  };

  /** Whether it is done. What was removed stays removed if it is not. */
  const forget = async (): Promise<boolean> => {
    try {
      await store.forget();
      return true;
    } catch {
      return false;
    }
  };

  const removeNow = async (doer: Doer, request: RemovalRequest): Promise<RemovalDone> => {
    const { size: seen } = await store.state();
    const planned = await plan(request);
    refuse(request, planned);
    const receipts: Receipt[] = [];
    try {
      for (const ranges of steps(planned.ranges)) {
        const removed = planned.leaves > 0 ? ranges : [];
        const row: RemovalRow = { ranges, removed, seen };
        const kind = request.act === 'prune' ? prunedKind : erasedKind;
        receipts.push(await appendOwn(doer, kind, { ranges, removed, reason: request.reason }, { row }));
      }
    } catch (error) {
      // The steps before this one stand.
      await forget();
      throw error;
    }
    return { ...planned, receipts, isForgotten: await forget() };
  };

  return {
    holds,
    async placeHold(doer, { reason, ...terms }) {
      const { from = 0, to = Infinity } = terms;
      if (from >= to) throw invalid(`expected \`to\` above \`from\`, found ${from} to ${to}`);
      const { index } = await appendOwn(doer, holdPlacedKind, { reason, terms });
      return { ...terms, id: index, reason, placedBy: doer.actor, placedAt: doer.at };
    },
    async releaseHold(doer, hold, reason) {
      if ((await holds()).some(({ id }) => id === hold)) {
        return await appendOwn(doer, holdReleasedKind, { hold, reason });
      }
      throw invalid(`expected a hold in force, found none of number ${hold}`);
    },
    plan,
    async remove(doer, request) {
      const mine = turn.then(async () => await removeNow(doer, request));
      turn = mine.catch(() => undefined);
      return await mine;
    },
    async recordArchive(doer, archive) {
      const { from, to, size, root } = archive;
      const [checkpoint] = await store.checkpoints({ from: size, limit: 1 });
      const isOurs =
        checkpoint?.size === size && Buffer.from(checkpoint.root).toString('hex') === root && to <= size;
      if (!isOurs || from < 0 || from >= to) {
        throw invalid(`expected a range under a checkpoint of this log, found ${from} to ${to} of ${size}`);
      }
      return await appendOwn(doer, archivedKind, archive);
    },
    removalOf: async (index) => await finder.find(index),
  };
}

/** Whether the keys of the log agreed to an entry. */
async function isAgreed(
  log: string,
  entry: EntryDraft & { readonly index: number },
  keys: KeyHistory,
): Promise<boolean> {
  const act = { index: entry.index, digest: actDigest(log, entry), note: noteOf(entry) };
  return (await ledgerActFault(act, keys)) === undefined;
}

function refusedSince(claim: JsonObject): LedgerError {
  return claim['isKeyChanged'] === true
    ? new LedgerError({ code: 'KEY_CONFLICT', message: 'a key of the ledger changed meanwhile; try again' })
    : new LedgerError({
        code: 'ENTRY_HELD',
        message: 'a legal hold was placed meanwhile; look at the plan again',
      });
}

function refuse(request: RemovalRequest, planned: RemovalPlan): void {
  const [hold] = planned.held;
  if (request.act === 'erase' && hold !== undefined) {
    throw new LedgerError({
      code: 'ENTRY_HELD',
      message: `${hold.entries} of the entries are under legal hold ${hold.hold}; nothing was erased`,
      details: { held: planned.held },
    });
  }
  if (request.act === 'prune' && planned.unarchived > 0 && request.isUnarchivedToo !== true) {
    throw new LedgerError({
      code: 'ENTRY_UNARCHIVED',
      message: `no archive holds ${planned.unarchived} of the ${planned.entries} entries; nothing was pruned`,
      details: { unarchived: planned.unarchived },
    });
  }
}

/** Ranges in pieces that one entry and one transaction can take. */
function* steps(ranges: readonly Range[]): Generator<readonly Range[], void, undefined> {
  let step: Range[] = [];
  for (const [start, end] of ranges) {
    for (let from = start; from < end;) {
      const to = Math.min(end, from + maxEntries - countOf(step));
      step.push([from, to]);
      from = to;
      if (step.length < maxRanges && countOf(step) < maxEntries) continue;
      yield step;
      step = [];
    }
  }
  if (step.length > 0) yield step;
}

function invalid(message: string): LedgerError {
  return new LedgerError({ code: 'ENTRY_INVALID', message });
}
