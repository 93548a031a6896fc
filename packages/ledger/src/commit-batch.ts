import { isStorable, type Writers } from './companion-writes.ts';
import type { Leaf } from './entry.ts';
import { LedgerError } from './errors.ts';
import type { AppendResult, Companion, EntryDraft, JsonObject } from './model.ts';
import type { HeldLog, LedgerStore, PlannedBatch, StoreBatch } from './store.ts';
import { extendTree, type TreeState } from './tree.ts';

/** One caller's entry, ready but for its place in the log. */
export interface Candidate {
  readonly draft: EntryDraft;
  readonly leaf: Leaf;
  readonly companions: readonly Companion[];
  /** Nobody can have used the draft's `idem` before. */
  readonly isIdemNew: boolean;
}

/** Answer for one candidate; `again` is to be tried in the next batch. */
export type Outcome =
  | AppendResult
  | { readonly outcome: 'again' }
  | { readonly outcome: 'failed'; readonly error: LedgerError };

export interface BatchResult {
  /** One for each candidate, in order. */
  readonly outcomes: readonly Outcome[];
  readonly before: TreeState;
  readonly after: TreeState;
}

interface Plan extends PlannedBatch {
  readonly outcomes: readonly (Outcome | undefined)[];
}

export interface CommitContext {
  readonly log: string;
  readonly store: LedgerStore;
  readonly writers: Writers;
  /** Called, if ever, when the next batch may be committed behind this one. */
  readonly sent: () => void;
}

/**
 * Commits a batch while nobody else can extend the log: claims, entries, companions. Rejects without effect, or not knowing
 * whether there was one; a commit whose answer was lost is looked up by its chain value.
 */
export async function commitBatch(
  { log, store, writers, sent }: CommitContext,
  candidates: readonly Candidate[],
): Promise<BatchResult> {
  let plan: Plan | undefined;
  const attempt = async (asksForIdems: boolean): Promise<Plan> =>
    await store.commit(
      async (held) => {
        plan = await planBatch(held, writers, candidates, asksForIdems);
        return plan;
      },
      { sent },
    );
  try {
    return finish(log, await attempt(false));
  } catch (error) {
    if (isDuplicate(error)) return finish(log, await attempt(true));
    if (plan !== undefined && (await didCommit(store, plan.batch).catch(() => false)))
      return finish(log, plan);
    throw error;
  }
}

async function planBatch(
  held: HeldLog,
  writers: Writers,
  candidates: readonly Candidate[],
  asksForIdems: boolean,
): Promise<Plan> {
  const idems = asksForIdems ? candidates.flatMap(({ draft }) => draft.idem ?? []) : [];
  // Sent together and answered in order: the claims run under the lock that the first statement takes.
  const [before, taken, claims] = await Promise.all([
    held.head(),
    idems.length === 0 ? [] : held.takenIdems(idems),
    collectClaims(held, writers, candidates),
  ]);
  const outcomes = refuse(candidates, claims, new Set(taken));
  const survivors = candidates.filter((_, position) => outcomes[position] === undefined);
  const {
    state: after,
    chains,
    subtrees,
  } = extendTree(
    before,
    survivors.map(({ leaf }) => leaf.hash),
  );
  const entries = survivors.map(({ draft, leaf, companions }, position) => ({
    index: before.size + position,
    leaf: leaf.text,
    bytes: leaf.bytes,
    leafHash: leaf.hash,
    chain: chains[position] ?? after.chain,
    kind: draft.kind,
    actor: draft.actor,
    tenant: draft.tenant,
    at: draft.at,
    idem: draft.idem,
    companions,
  }));
  const isCertain = survivors.every((survivor) => isCertainlyWritten(writers, survivor));
  return { outcomes, batch: { entries, before, after, subtrees }, isCertain };
}

/** Its statements only insert or add up, its text fits every column, and its idem is nobody else's. */
function isCertainlyWritten(writers: Writers, { draft, companions, isIdemNew }: Candidate): boolean {
  return (
    (draft.idem === undefined || isIdemNew) &&
    companions.every(({ kind, row }) => writers.get(kind)?.isSelfContained === true && isStorable(row))
  );
}

/** The claims against one candidate, by kind; the first of a kind counts. */
type Claims = ReadonlyMap<string, JsonObject>;

async function collectClaims(
  held: HeldLog,
  writers: Writers,
  candidates: readonly Candidate[],
): Promise<readonly Claims[]> {
  const collected = candidates.map(() => new Map<string, JsonObject>());
  const ask = async (kind: string, rows: readonly PlacedRow[]): Promise<void> => {
    const claims = await writers.get(kind)?.claim?.(
      held,
      rows.map(({ row }) => row),
    );
    for (const [at, { position }] of rows.entries()) {
      const claim = claims?.[at];
      if (claim !== undefined && collected[position]?.has(kind) === false)
        collected[position].set(kind, claim);
    }
  };
  await Promise.all([...rowsByKind(writers, candidates)].map(async ([kind, rows]) => await ask(kind, rows)));
  return collected;
}

function refuse(
  candidates: readonly Candidate[],
  claims: readonly Claims[],
  taken: ReadonlySet<string>,
): readonly (Outcome | undefined)[] {
  /** Kinds of which some writer counts a row as written that will not be: its later claims may be wrong. */
  const misled = new Set<string>();
  const idems = new Set<string>();
  return candidates.map(({ draft, companions }, position): Outcome | undefined => {
    const [first, ...others] = claims[position] ?? [];
    const isDuplicateIdem = draft.idem !== undefined && (taken.has(draft.idem) || idems.has(draft.idem));
    if (first === undefined && !isDuplicateIdem) {
      if (draft.idem !== undefined) idems.add(draft.idem);
      return undefined;
    }
    const against = first === undefined ? [] : [first, ...others];
    const isMisled = against.length > 0 && against.every(([kind]) => misled.has(kind));
    const sound = against.find(([kind]) => !misled.has(kind));
    for (const { kind } of companions) {
      if (claims[position]?.has(kind) !== true) misled.add(kind);
    }
    if (isMisled) return { outcome: 'again' };
    if (sound !== undefined) return { outcome: 'refused', by: sound[0], claim: sound[1] };
    return { outcome: 'failed', error: duplicate(draft.idem) };
  });
}

interface PlacedRow {
  readonly position: number;
  readonly row: JsonObject;
}

function rowsByKind(
  writers: Writers,
  candidates: readonly Candidate[],
): ReadonlyMap<string, readonly PlacedRow[]> {
  const byKind = new Map<string, PlacedRow[]>();
  for (const [position, { companions }] of candidates.entries()) {
    for (const { kind, row } of companions) {
      if (writers.get(kind)?.claim === undefined) continue;
      const list = byKind.get(kind);
      if (list === undefined) byKind.set(kind, [{ position, row }]);
      else list.push({ position, row });
    }
  }
  return byKind;
}

function finish(log: string, plan: Plan): BatchResult {
  let next = 0;
  const outcomes = plan.outcomes.map((outcome): Outcome => {
    if (outcome !== undefined) return outcome;
    const entry = plan.batch.entries[next];
    next += 1;
    if (entry === undefined) throw new RangeError('expected an entry for each survivor');
    const leafHash = Buffer.from(entry.leafHash).toString('hex');
    return { outcome: 'appended', receipt: { log, index: entry.index, leafHash } };
  });
  return { outcomes, before: plan.batch.before, after: plan.batch.after };
}

/** The last chain value of a batch exists only if the batch does. */
async function didCommit(store: LedgerStore, batch: StoreBatch): Promise<boolean> {
  const last = batch.entries.at(-1);
  if (last === undefined) return false;
  await store.state();
  const [stored] = await store.read({ from: last.index, to: last.index + 1, limit: 1, order: 'ascending' });
  return stored !== undefined && Buffer.compare(stored.chain, last.chain) === 0;
}

function isDuplicate(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'ENTRY_DUPLICATE';
}

function duplicate(idem: string | undefined): LedgerError {
  return new LedgerError({
    code: 'ENTRY_DUPLICATE',
    message: `an entry with idem \`${idem}\` stands already`,
    details: { idem },
  });
}
