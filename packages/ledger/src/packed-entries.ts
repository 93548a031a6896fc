import type { PlacedEntry } from './store.ts';
import { hashLength } from './tree.ts';

/**
 * Entries in a row as few long texts: cheap for a database to make, to hand to another thread and to take apart there.
 * Only a verification reads them so; what does not fit together is looked at again row by row.
 */
export interface PackedEntries {
  /** Entries whose hashes are both of 32 bytes. */
  readonly count: number;
  /** A line each: a leaf has no line break in it, and the line of a removed one is empty. */
  readonly leaves: string;
  /** Hex, back to back. */
  readonly leafHashes: string;
  /** Hex, back to back. */
  readonly chains: string;
  /** JSON: an array for each of index, kind, actor, tenant, at and idem. */
  readonly columns: string;
}

/** As `readPacked` of a store over tables gives them. */
export function packEntries(entries: readonly PlacedEntry[]): PackedEntries {
  const isWhole = ({ leafHash, chain }: PlacedEntry): boolean =>
    leafHash.length === hashLength && chain.length === hashLength;
  return {
    count: entries.filter(isWhole).length,
    leaves: entries.map(({ leaf }) => leaf).join('\n'),
    leafHashes: hexOf(entries.map(({ leafHash }) => leafHash)),
    chains: hexOf(entries.map(({ chain }) => chain)),
    columns: JSON.stringify([
      entries.map(({ index }) => index),
      ...(['kind', 'actor', 'tenant', 'at', 'idem'] as const).map((column) =>
        entries.map((entry) => (entry.leaf === undefined ? null : (entry[column] ?? null))),
      ),
    ]),
  };
}

/** The entries from `first` to before `end`; undefined unless exactly these are there. */
export function unpackEntries(
  { count, leaves, leafHashes, chains, columns }: PackedEntries,
  first: number,
  end: number,
): readonly PlacedEntry[] | undefined {
  const lines = leaves.split('\n');
  const hashes = Buffer.from(leafHashes, 'hex');
  const links = Buffer.from(chains, 'hex');
  const isComplete =
    count === end - first &&
    lines.length === count &&
    hashes.length === count * hashLength &&
    links.length === count * hashLength;
  if (!isComplete) return undefined;
  const [indices, kinds, actors, tenants, ats, idems] = JSON.parse(columns) as readonly [
    readonly number[],
    readonly (string | null)[],
    readonly (string | null)[],
    readonly (string | null)[],
    readonly (string | null)[],
    readonly (string | null)[],
  ];
  const entries: PlacedEntry[] = [];
  for (const [at, leaf] of lines.entries()) {
    const [index, kind, actor, instant] = [indices[at], kinds[at], actors[at], ats[at]];
    if (index !== first + at) return undefined;
    const place = {
      index,
      leafHash: hashes.subarray(at * hashLength, (at + 1) * hashLength),
      chain: links.subarray(at * hashLength, (at + 1) * hashLength),
    };
    const [tenant, idem] = [tenants[at] ?? undefined, idems[at] ?? undefined];
    const isEmpty = kind === null && actor === null && instant === null;
    if (leaf === '' && isEmpty && tenant === undefined && idem === undefined) {
      entries.push({ ...place, leaf: undefined });
    } else if (typeof kind === 'string' && typeof actor === 'string' && typeof instant === 'string') {
      entries.push({ ...place, leaf, kind, actor, tenant, at: instant, idem });
    } else return undefined;
  }
  return entries;
}

/** Chain value after the last of them. */
export function lastChain({ chains }: PackedEntries): Uint8Array {
  return Buffer.from(chains.slice(-2 * hashLength), 'hex');
}

function hexOf(hashes: readonly Uint8Array[]): string {
  return Buffer.concat(hashes).toString('hex');
}
