import { fileURLToPath } from 'node:url';
import type { SQL } from 'drizzle-orm';
import type { CompanionWriter, LedgerTransaction } from '../companion.ts';
import { companionWrites, type Writers } from '../companion-writes.ts';
import { LedgerError } from '../errors.ts';
import type {
  CommitOptions,
  HeldLog,
  LedgerStore,
  PlannedBatch,
  StoreBatch,
  StoreRecovery,
} from '../store.ts';
import { openJournal, type Journal } from '../journal/journal.ts';
import { reconcile } from '../journal/reconcile.ts';
import { emptyTree, type TreeState } from '../tree.ts';
import { Follower } from './follower.ts';
import type { LedgerDatabase } from './ledger-database.ts';
import { SqlTables, unavailable } from './sql-tables.ts';
import * as statements from './statements.ts';

/** A database to keep logs in, and what an acknowledgement promises. */
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

class SqlStore extends SqlTables implements LedgerStore {
  readonly durability: 'fsync' | 'process';
  readonly #options: SqlStoreOptions;
  readonly #database: LedgerDatabase;
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
    super();
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
    this.log = found[0]?.id ?? 0;
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
      forgotten: (companion, entry) => {
        const { kind, row } = companion;
        const writer = this.#writers.get(kind);
        if (writer?.forgotten === undefined) return [companion];
        const left = writer.forgotten(row, entry);
        return left === undefined ? [] : [{ kind, row: left }];
      },
    });
    const recovery = await reconcile(this.#journal, this, log);
    await this.#journal.forget();
    return recovery;
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

  override async query<Row>(statement: SQL): Promise<readonly Row[]> {
    if (this.#isInDoubt) await this.#settle();
    this.#follower.catchUp();
    return await this.#database.query<Row>(statement);
  }

  async state(): Promise<TreeState> {
    if (this.#isInDoubt) await this.#settle();
    return this.#known ?? (await this.#readHead(this, statements.selectHead(this.log)));
  }

  assertRoom(): void {
    const { freeBytes, minFreeBytes = defaultMinFreeBytes } = this.#options;
    if (freeBytes === undefined) return;
    const free = freeBytes();
    if (free < minFreeBytes) {
      throw unavailable(`disk is full: expected ${minFreeBytes} free bytes, found ${free}`);
    }
  }

  async forget(): Promise<void> {
    await this.#journal?.forget();
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
          this.#held(tx, async () => await this.#readHead(tx, statements.lockHead(this.log))),
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
        const rows = await tx.query<{ idem: string }>(statements.selectTakenIdems(this.log, idems));
        return rows.map(({ idem }) => idem);
      },
    };
  }

  #writesOf(batch: StoreBatch): readonly SQL[] {
    const { joined, separate } = companionWrites(this.#writers, batch.entries);
    return [statements.insertBatch(this.log, batch, joined), ...separate];
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

  async #readHead(tx: LedgerTransaction, statement: SQL): Promise<TreeState> {
    const [row] = await tx.query<statements.HeadRow>(statement);
    if (row === undefined) throw unavailable('expected a head row, found none');
    return statements.toState(row);
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
    const table = await this.#readHead(this.#database, statements.selectHead(this.log));
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
