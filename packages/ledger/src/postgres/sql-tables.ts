import type { SQL } from 'drizzle-orm';
import { LedgerError } from '../errors.ts';
import type { PackedEntries } from '../packed-entries.ts';
import type {
  CheckpointQuery,
  LeafPage,
  LeafPageQuery,
  LedgerStore,
  StoredCheckpoint,
  StoredCosignature,
  StoredHead,
} from '../store.ts';
import { hashLength, type Subtree } from '../tree.ts';
import * as statements from './statements.ts';

/** What is asked of the tables, and the little that is written to them beside batches. */
export abstract class SqlTables {
  /** Number of the log whose rows they are. */
  protected log = 0;

  /** Behind everything that was acknowledged. */
  abstract query<Row>(statement: SQL): Promise<readonly Row[]>;

  async storedHead(): Promise<StoredHead | undefined> {
    const [row] = await this.query<statements.StoredHeadRow>(statements.selectStoredHead(this.log));
    if (row === undefined) return undefined;
    const { root, epoch, origin } = row;
    return { ...statements.toState(row), root, epoch, origin: origin ?? undefined };
  }

  async read(query: Parameters<LedgerStore['read']>[0]): ReturnType<LedgerStore['read']> {
    const rows = await this.query<statements.EntryRow>(statements.selectPage(this.log, query));
    return rows.map(statements.toEntry);
  }

  async readPacked(from: number, to: number): Promise<PackedEntries> {
    const [row] = await this.query<PackedEntries>(statements.selectPacked(this.log, from, to));
    if (row === undefined) throw unavailable('expected one row of packed entries, found none');
    return row;
  }

  async leafPage(query: LeafPageQuery): Promise<LeafPage> {
    const [page] = await this.query<{ indices: string; json: string }>(
      statements.selectLeafPage(this.log, query),
    );
    const { indices = '', json = '[]' } = page ?? {};
    return { indices: indices === '' ? [] : indices.split(',').map(Number), json };
  }

  async leafHashes(from: number, to: number): ReturnType<LedgerStore['leafHashes']> {
    const [row] = await this.query<{ hashes: Uint8Array | null }>(
      statements.selectLeafHashes(this.log, from, to),
    );
    const bytes = row?.hashes ?? new Uint8Array();
    return Array.from({ length: Math.ceil(bytes.length / hashLength) }, (_, at) =>
      bytes.subarray(at * hashLength, (at + 1) * hashLength),
    );
  }

  async subtrees(level: number, from: number, to: number): ReturnType<LedgerStore['subtrees']> {
    return await this.query<Subtree>(statements.selectSubtrees(this.log, level, from, to));
  }

  async saveSubtrees(subtrees: readonly Subtree[]): Promise<void> {
    if (subtrees.length > 0) await this.query(statements.insertSubtrees(this.log, subtrees));
  }

  async findIdem(idem: string): ReturnType<LedgerStore['findIdem']> {
    const [row] = await this.query<statements.EntryRow>(statements.selectIdem(this.log, idem));
    const entry = row === undefined ? undefined : statements.toEntry(row);
    return entry?.leaf === undefined ? undefined : entry;
  }

  async saveCosignature(cosignature: StoredCosignature): Promise<void> {
    await this.query(statements.insertCosignature(this.log, cosignature));
  }

  async cosignatures({ from, to }: { from: number; to: number }): Promise<readonly StoredCosignature[]> {
    return await this.query<StoredCosignature>(statements.selectCosignatures(this.log, from, to));
  }

  async cosignedSize(witnesses: readonly string[], quorum: number): Promise<number | undefined> {
    const [row] = await this.query<{ size: number }>(
      statements.selectCosignedSize(this.log, witnesses, quorum),
    );
    return row?.size;
  }

  async saveCheckpoint(checkpoint: StoredCheckpoint): Promise<StoredCheckpoint> {
    await this.query(statements.insertCheckpoint(this.log, checkpoint));
    const [kept] = await this.checkpoints({ from: checkpoint.size, limit: 1 });
    if (kept === undefined) throw unavailable('expected the checkpoint to be there');
    return kept;
  }

  async checkpoints(query: CheckpointQuery): Promise<readonly StoredCheckpoint[]> {
    return await this.query<StoredCheckpoint>(statements.selectCheckpoints(this.log, query));
  }

  async latestCheckpoint(): Promise<StoredCheckpoint | undefined> {
    const [row] = await this.query<StoredCheckpoint>(statements.selectLatestCheckpoint(this.log));
    return row;
  }
}

export function unavailable(message: string): LedgerError {
  return new LedgerError({ code: 'LEDGER_UNAVAILABLE', message });
}
