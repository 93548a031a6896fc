import { fileURLToPath } from 'node:url';
import type { SQL } from 'drizzle-orm';
import type { CompanionWriter, LedgerTransaction } from '../companion.ts';
import { companionWrites, type Writers } from '../companion-writes.ts';
import { LedgerError } from '../errors.ts';
import type {
  CommitOptions,
  HeldLog,
  Leaves,
  LeavesQuery,
  LedgerStore,
  PlannedBatch,
  StoreBatch,
  StoredCheckpoint,
  StoreRecovery,
} from '../store.ts';
import { openJournal, type Journal } from '../journal/journal.ts';
import { reconcile } from '../journal/reconcile.ts';
import { emptyTree, type Subtree, type TreeState } from '../tree.ts';
import { Follower } from './follower.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import * as statements from './statements.ts';

export interface SqlStoreOptions {
  /** Open; the store does not close it. */
  readonly database: LedgerDatabase;
  /**
   * `fsync`: acknowledged entries survive the loss of power; an embedded database needs `journalDirectory` for that.
   * `process`: they survive the death of the process.
   */
  readonly durability: 'fsync' | 'process';
  /** Holds the journal; made 0700 if need be. Belongs to one log. */
  readonly journalDirectory?: string;
  /** Size at which a journal segment is closed. Default 64 MiB. */
  readonly journalSegmentBytes?: number;
  /** Free bytes where database and journal live. */
  readonly freeBytes?: () => number;
  /** Below this nothing is appended. Default 64 MiB, used only with `freeBytes`. */
  readonly minFreeBytes?: number;
}

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
const defaultMinFreeBytes = 64 * 1024 * 1024;
const defaultSegmentBytes = 64 * 1024 * 1024;
/** Entries that the tables may lack before an append waits for them. */
const maxBehind = 2048;

/** Keeps a log in the schema `zoqore_ledger` of PGlite or PostgreSQL. */
export function createSqlStore(options: SqlStoreOptions): LedgerStore {
  return new SqlStore(options);
}

class SqlStore implements LedgerStore {
  readonly durability: 'fsync' | 'process';
  readonly #options: SqlStoreOptions;
  readonly #database: LedgerDatabase;
  #log = 0;
  #journal: Journal | undefined;
  /** Head after the last commit, kept only while nobody else can write. */
  #known: TreeState | undefined;
  /** Head after the last batch that was sent, with no answer yet or with one. */
  #planned: TreeState | undefined;
  /** Batches that the journal or the database has not answered yet. */
  readonly #underWay = new Set<Promise<void>>();
  readonly #follower: Follower;
  #writers: Writers = new Map();
  /** A transaction ended without an answer: the journal may hold a frame that the table does not. */
  #isInDoubt = false;
  /** How often there was one. */
  #doubts = 0;
  #settling: Promise<void> | undefined;

  constructor(options: SqlStoreOptions) {
    this.durability = options.durability;
    this.#options = options;
    this.#database = options.database;
    this.#follower = new Follower({
      write: async (batch) => {
        const [statement] = this.#writesOf(batch);
        if (statement !== undefined) await this.#database.query(statement);
      },
      failed: () => {
        this.#doubt();
      },
    });
  }

  async open(log: { origin: string; companions: readonly CompanionWriter[] }): Promise<StoreRecovery> {
    this.#writers = new Map(log.companions.map((writer) => [writer.kind, writer]));
    const { journalDirectory } = this.#options;
    await this.#database.migrate({ schema: 'zoqore_ledger', folder: migrationsFolder });
    const [addLog, addHead, selectLog] = statements.ensureLog(log.origin, emptyTree(log.origin));
    if (addLog === undefined || addHead === undefined || selectLog === undefined) throw new RangeError();
    const found = await this.#database.transaction(async (tx) => {
      await tx.query(addLog);
      await tx.query(addHead);
      return await tx.query<{ id: number }>(selectLog);
    });
    this.#log = found[0]?.id ?? 0;
    if (journalDirectory === undefined) {
      if (this.durability === 'fsync' && this.#database.isExclusive) {
        throw unavailable('expected a journal directory: the embedded database is not durable by itself');
      }
      return { replayed: 0, backfilled: 0, tornBytes: 0, restricted: 0, isDoubtful: false };
    }
    this.#journal = await openJournal({
      directory: journalDirectory,
      origin: log.origin,
      segmentBytes: this.#options.journalSegmentBytes ?? defaultSegmentBytes,
    });
    return await reconcile(this.#journal, this, log);
  }

  async confirm(): Promise<void> {
    await this.#journal?.confirm();
  }

  async commit<Plan extends PlannedBatch>(
    plan: (held: HeldLog) => Promise<Plan>,
    options: CommitOptions = {},
  ): Promise<Plan> {
    if (this.#isInDoubt) await this.#settle();
    return this.#database.isExclusive
      ? await this.#commitAlone(plan, options)
      : await this.#commitLocked(plan, options);
  }

  async writeAgain(entries: StoreBatch['entries']): Promise<void> {
    const { joined, separate } = companionWrites(this.#writers, entries);
    await this.#send([...joined, ...separate]);
  }

  catchUp(): void {
    if (this.#isInDoubt) {
      this.#settle().catch(() => undefined);
      throw unavailable('what was acknowledged is not in the tables yet; try again shortly');
    }
    this.#follower.catchUp();
  }

  /** Behind everything that was acknowledged. */
  async query<Row>(statement: SQL): Promise<readonly Row[]> {
    if (this.#isInDoubt) await this.#settle();
    this.#follower.catchUp();
    return await this.#database.query<Row>(statement);
  }

  async state(): Promise<TreeState> {
    if (this.#isInDoubt) await this.#settle();
    return this.#known ?? (await this.#readHead(this, statements.selectHead(this.#log)));
  }

  async storedHead(): ReturnType<LedgerStore['storedHead']> {
    return await this.#readHead(this, statements.selectHead(this.#log));
  }

  assertRoom(): void {
    const { freeBytes, minFreeBytes = defaultMinFreeBytes } = this.#options;
    if (freeBytes === undefined) return;
    const free = freeBytes();
    if (free < minFreeBytes) {
      throw unavailable(`disk is full: expected ${minFreeBytes} free bytes, found ${free}`);
    }
  }

  async read(query: Parameters<LedgerStore['read']>[0]): ReturnType<LedgerStore['read']> {
    const rows = await this.query<statements.EntryRow>(statements.selectPage(this.#log, query));
    return rows.map(statements.toEntry);
  }

  async leaves(query: LeavesQuery): Promise<Leaves> {
    const [page] = await this.query<{ indices: string; json: string }>(
      statements.selectLeaves(this.#log, query),
    );
    const { indices = '', json = '[]' } = page ?? {};
    return { indices: indices === '' ? [] : indices.split(',').map(Number), json };
  }

  async leafHashes(from: number, to: number): ReturnType<LedgerStore['leafHashes']> {
    const rows = await this.query<{ leaf_hash: Uint8Array }>(
      statements.selectLeafHashes(this.#log, from, to),
    );
    return rows.map((row) => row.leaf_hash);
  }

  async subtrees(level: number, from: number, to: number): ReturnType<LedgerStore['subtrees']> {
    return await this.query<Subtree>(statements.selectSubtrees(this.#log, level, from, to));
  }

  async saveSubtrees(subtrees: readonly Subtree[]): Promise<void> {
    if (subtrees.length > 0) await this.query(statements.insertSubtrees(this.#log, subtrees));
  }

  async findIdem(idem: string): ReturnType<LedgerStore['findIdem']> {
    const [row] = await this.query<statements.EntryRow>(statements.selectIdem(this.#log, idem));
    return row === undefined ? undefined : statements.toEntry(row);
  }

  async extent(): Promise<{ size: number; count: number }> {
    const [row] = await this.query<{ size: number; count: number }>(statements.selectExtent(this.#log));
    if (row === undefined) throw unavailable('expected a head row, found none');
    return row;
  }

  async saveCheckpoint(checkpoint: StoredCheckpoint): Promise<StoredCheckpoint> {
    await this.query(statements.insertCheckpoint(this.#log, checkpoint));
    const [kept] = await this.checkpoints({ from: checkpoint.size, limit: 1 });
    if (kept === undefined) throw unavailable('expected the checkpoint to be there');
    return kept;
  }

  async checkpoints(query: { from: number; limit: number }): Promise<readonly StoredCheckpoint[]> {
    return await this.query<StoredCheckpoint>(
      statements.selectCheckpoints(this.#log, query.from, query.limit),
    );
  }

  async latestCheckpoint(): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.query<StoredCheckpoint>(statements.selectLatestCheckpoint(this.#log));
    return row;
  }

  async close(): Promise<void> {
    await this.#follower.settled();
    await this.#journal?.close();
  }

  /** Nobody else writes: the log stands still by itself. */
  async #commitAlone<Plan extends PlannedBatch>(
    plan: (held: HeldLog) => Promise<Plan>,
    { isReplay, sent }: CommitOptions,
  ): Promise<Plan> {
    const planned = await this.#planUndisturbed(plan);
    const { batch } = planned;
    if (batch.entries.length === 0) return planned;
    const mayFollow = planned.isCertain && isReplay !== true && this.#journal !== undefined;
    const work = mayFollow ? this.#commitAhead(batch, sent) : this.#commitTogether(batch, isReplay === true);
    this.#underWay.add(work);
    try {
      await work;
    } catch (error) {
      this.#doubt();
      throw explain(error);
    } finally {
      this.#underWay.delete(work);
    }
    this.#known = batch.after;
    return planned;
  }

  /** A doubt that comes up, and may be settled again, while a plan is made leaves it with a head that never was. */
  async #planUndisturbed<Plan extends PlannedBatch>(plan: (held: HeldLog) => Promise<Plan>): Promise<Plan> {
    const tables: LedgerTransaction = {
      query: async (statement) => {
        // What goes to the tables behind the journal must be with them before anybody asks for it.
        await Promise.allSettled(this.#underWay);
        return await this.query(statement);
      },
    };
    const held = this.#held(tables, async () => this.#planned ?? (await this.state()));
    for (;;) {
      if (this.#isInDoubt) await this.#settle();
      const doubts = this.#doubts;
      const planned = await plan(held);
      if (doubts === this.#doubts) return planned;
    }
  }

  /** Acknowledged with the journal. The tables follow. */
  async #commitAhead(batch: StoreBatch, sent: (() => void) | undefined): Promise<void> {
    if (this.#follower.behind > maxBehind) await this.#follower.settled();
    this.#planned = batch.after;
    const journaled = this.#journal?.append(batch);
    sent?.();
    await journaled;
    this.#follower.add(batch);
  }

  async #commitTogether(batch: StoreBatch, isReplay: boolean): Promise<void> {
    const writes = this.#writesOf(batch);
    if (!isReplay) await this.#journal?.append(batch);
    await this.#send(writes);
    this.#planned = batch.after;
  }

  async #commitLocked<Plan extends PlannedBatch>(
    plan: (held: HeldLog) => Promise<Plan>,
    { isReplay }: CommitOptions,
  ): Promise<Plan> {
    let planned: Plan | undefined;
    const transact = async (): Promise<Plan> =>
      await this.#database.transaction(async (tx) => {
        planned = await plan(
          this.#held(tx, async () => await this.#readHead(tx, statements.lockHead(this.#log))),
        );
        const { batch } = planned;
        if (batch.entries.length === 0) return planned;
        const writes = this.#writesOf(batch);
        if (isReplay !== true) await this.#journal?.append(batch);
        await sendAll(tx, writes);
        return planned;
      });
    try {
      return await transact();
    } catch (error) {
      if (planned !== undefined) this.#isInDoubt = true;
      throw explain(error);
    }
  }

  #held(tx: LedgerTransaction, head: HeldLog['head']): HeldLog {
    return {
      query: async (statement) => await tx.query(statement),
      head,
      takenIdems: async (idems) => {
        const rows = await tx.query<{ idem: string }>(statements.selectTakenIdems(this.#log, idems));
        return rows.map(({ idem }) => idem);
      },
    };
  }

  #writesOf(batch: StoreBatch): readonly SQL[] {
    const { joined, separate } = companionWrites(this.#writers, batch.entries);
    return [statements.insertBatch(this.#log, batch, joined), ...separate];
  }

  /** All or nothing. */
  async #send(writes: readonly SQL[]): Promise<void> {
    this.#follower.catchUp();
    const [only, ...others] = writes;
    if (only === undefined) return;
    if (others.length === 0) {
      await this.#database.query(only);
      return;
    }
    // A transaction begins where these rows end: whoever brings the database has to keep no order for that.
    await this.#follower.settled();
    await this.#database.transaction(async (tx) => await sendAll(tx, writes));
  }

  #doubt(): void {
    this.#planned = undefined;
    this.#known = undefined;
    this.#isInDoubt = true;
    this.#doubts += 1;
  }

  async #readHead(
    tx: LedgerTransaction,
    statement: ReturnType<typeof statements.selectHead>,
  ): ReturnType<LedgerStore['storedHead']> {
    const [row] = await tx.query<statements.HeadRow>(statement);
    if (row === undefined) throw unavailable('expected a head row, found none');
    return { ...statements.toState(row), root: row.root };
  }

  /**
   * Finds out what became of a write without an answer: the tables get what was acknowledged, the journal loses what
   * was not.
   */
  async #settle(): Promise<void> {
    this.#settling ??= this.#settleNow().finally(() => {
      this.#settling = undefined;
    });
    await this.#settling;
  }

  async #settleNow(): Promise<void> {
    const doubts = this.#doubts;
    await Promise.allSettled(this.#underWay);
    await this.#follower.settled();
    const table = await this.#readHead(this.#database, statements.selectHead(this.#log));
    const acknowledged = this.#follower.takeBack().filter(({ after }) => after.size > table.size);
    const end = acknowledged.at(-1)?.after ?? table;
    try {
      await this.#journal?.cutBack(end);
      for (const batch of acknowledged) await this.#send(this.#writesOf(batch));
    } catch (error) {
      for (const batch of acknowledged) this.#follower.keep(batch);
      throw explain(error);
    }
    this.#planned = undefined;
    // One that came up meanwhile has something of its own to find out.
    if (doubts !== this.#doubts) return await this.#settleNow();
    if (this.#database.isExclusive) this.#known = end;
    this.#isInDoubt = false;
  }
}

/** Without waiting in between: each turn that a batch waits for is a turn that everybody waits for. */
async function sendAll(tx: LedgerTransaction, writes: readonly SQL[]): Promise<void> {
  await Promise.all(writes.map(async (statement) => await tx.query(statement)));
}

function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('constraint_name' in error && error.constraint_name === 'entry_idem') {
    return new LedgerError({
      code: 'ENTRY_DUPLICATE',
      message: 'an entry with this idem stands already',
      cause: error,
    });
  }
  if ('code' in error && error.code === statements.movedHead) {
    return new LedgerError({
      code: 'LEDGER_UNAVAILABLE',
      message: 'expected the head where this process left it',
      cause: error,
    });
  }
  return error;
}

function unavailable(message: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_UNAVAILABLE', message });
}
