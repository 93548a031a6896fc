import type { TileReader } from '../proof/tile-reader.ts';

/** What a log gives out of one entry. */
export interface BareEntry {
  readonly index: number;
  /** Hex. */
  readonly leafHash: string;
  /** Absent where it was pruned or erased. */
  readonly leaf?: string;
}

/** Where an export reads a log, in this process or over the network. Nothing of it is believed unchecked. */
export interface LogSource extends TileReader {
  /** From `from` on, in order, before `to`: as many as the source likes to give at once, and at least one. */
  leaves(from: number, to: number): Promise<readonly BareEntry[]>;
}

/** Entries `from` to before `to`. */
export interface IndexRange {
  readonly from: number;
  readonly to: number;
}
