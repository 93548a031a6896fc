import { LedgerError } from '../errors.ts';
import type { LedgerStore, StoredCheckpoint } from '../store.ts';
import { verifyInclusion } from '../verify/merkle-proof.ts';
import { formatTlogProof } from '../verify/tlog-proof.ts';
import type { BareEntry } from '../export/log-source.ts';
import { bundleOf } from './entry-bundle.ts';
import { consistencyPath, inclusionPath, rangeRoot } from './prove.ts';
import { createTileReader } from './store-tiles.ts';
import { tileWidth } from './tile-reader.ts';
import { wholeTiles } from './whole-tiles.ts';

/** Part of a tile or of an entry bundle, as C2SP tlog-tiles names it. */
export interface TileQuery {
  readonly index: number;
  /** 1 to 256; a partial tile has fewer than 256. */
  readonly width: number;
}

/** Hashes in hex, to be checked with `verifyConsistency`. */
export interface LogConsistency {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: string;
  readonly toRoot: string;
  readonly path: readonly string[];
}

/** What others check the log by. */
export interface LogProofs {
  /**
   * A proof that the entry stands in the log (C2SP tlog-proof, its leaf behind `extra`), under a checkpoint that covers it:
   * the newest with a quorum of witnesses, else the newest, with the cosignatures that it has. Undefined past the end.
   * Checked before it is given.
   *
   * @throws ENTRY_GONE when the leaf was pruned or erased; LEDGER_UNAVAILABLE when the log no longer leads to its own checkpoint
   */
  proof(index: number): Promise<string | undefined>;
  /** That the log of `to` entries begins with that of `from`. @throws ENTRY_INVALID unless 0 < from ≤ to ≤ size */
  consistency(from: number, to: number): Promise<LogConsistency>;
  /** Concatenated hashes of a tile; undefined where the log does not have all of them. */
  tile(level: number, query: TileQuery): Promise<Uint8Array | undefined>;
  /** Entries with their lengths in front; undefined where the log does not have the leaves of all of them. */
  entryBundle(query: TileQuery): Promise<Uint8Array | undefined>;
  /** Of entries `from` to before `to`, the first ones: what an export takes. */
  leaves(from: number, to: number): Promise<readonly BareEntry[]>;
}

/** Leaves that are read at once: 256 of 65,535 bytes are 16 MiB. */
const maxLeaves = 256;

/**
 * `covering` gives the checkpoint to hand out for an entry, undefined when there is no such entry; `gone` says what became
 * of a leaf that is not there.
 */
export function createLogProofs(
  store: LedgerStore,
  covering: (index: number) => Promise<StoredCheckpoint | undefined>,
  gone: (index: number) => Promise<LedgerError>,
): LogProofs {
  const tiles = createTileReader(store);
  return {
    async proof(index) {
      const [checkpoint, [entry]] = await Promise.all([
        covering(index),
        store.read({ from: index, to: index + 1, limit: 1, order: 'ascending' }),
      ]);
      if (checkpoint === undefined || entry === undefined) return undefined;
      if (entry.leaf === undefined) throw await gone(index);
      const { size, root, note } = checkpoint;
      const path = await inclusionPath(wholeTiles(tiles, size), index, size);
      const check = await verifyInclusion({ index, size, leafHash: entry.leafHash, path, root });
      if (!check.verified) {
        throw new LedgerError({
          code: 'LEDGER_UNAVAILABLE',
          message: `entry ${index} is not in the checkpoint of size ${size}: ${check.reason}; run a verification`,
          details: { index, size },
        });
      }
      return formatTlogProof({ index, path, checkpoint: note, extra: Buffer.from(entry.leaf) });
    },
    async consistency(from, to) {
      const { size } = await store.state();
      if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && from <= to && to <= size)) {
        throw new LedgerError({
          code: 'ENTRY_INVALID',
          message: `expected sizes 0 < from ≤ to ≤ ${size}, found ${from} and ${to}`,
        });
      }
      const whole = wholeTiles(tiles, to);
      return {
        from,
        to,
        fromRoot: hex(await rangeRoot(whole, 0, from)),
        toRoot: hex(await rangeRoot(whole, 0, to)),
        path: (await consistencyPath(whole, from, to)).map(hex),
      };
    },
    async tile(level, query) {
      const { size } = await store.state();
      const from = query.index * tileWidth;
      const to = from + query.width;
      if (!isPlaced(query) || level > 6 || to * tileWidth ** level > size) return undefined;
      return Buffer.concat(await tiles.hashes(level, from, to));
    },
    async entryBundle(query) {
      const from = query.index * tileWidth;
      const to = from + query.width;
      if (!isPlaced(query)) return undefined;
      const entries = await store.read({ from, to, limit: query.width, order: 'ascending' });
      const leaves = entries.flatMap(({ leaf }) => (leaf === undefined ? [] : [Buffer.from(leaf)]));
      return leaves.length < query.width ? undefined : bundleOf(leaves);
    },
    async leaves(from, to) {
      const entries = await store.read({ from, to, limit: maxLeaves, order: 'ascending' });
      return entries.map(({ index, leafHash, leaf }) => ({
        index,
        leafHash: hex(leafHash),
        ...(leaf === undefined ? {} : { leaf }),
      }));
    },
  };
}

function isPlaced({ index, width }: TileQuery): boolean {
  return (
    Number.isSafeInteger((index + 1) * tileWidth) &&
    index >= 0 &&
    Number.isSafeInteger(width) &&
    width >= 1 &&
    width <= tileWidth
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
