import type { SQL } from 'drizzle-orm';
import type { CompanionRow, CompanionWriter } from './companion.ts';
import type { Json, JsonObject } from './model.ts';
import type { StoreBatch } from './store.ts';

export type Writers = ReadonlyMap<string, CompanionWriter>;

export interface CompanionWrites {
  /** Within the statement that inserts the entries. */
  readonly joined: readonly SQL[];
  /** One after the other behind it. */
  readonly separate: readonly SQL[];
}

/** The statements of each kind that has rows. */
export function companionWrites(writers: Writers, entries: StoreBatch['entries']): CompanionWrites {
  const rows = new Map<string, CompanionRow[]>();
  for (const { index, leafHash, companions } of entries) {
    if (companions.length === 0) continue;
    const hex = Buffer.from(leafHash).toString('hex');
    for (const { kind, row } of companions) {
      const list = rows.get(kind);
      if (list === undefined) rows.set(kind, [{ index, leafHash: hex, row }]);
      else list.push({ index, leafHash: hex, row });
    }
  }
  const joined: SQL[] = [];
  const separate: SQL[] = [];
  // In one order, whatever came first: the database prepares each text once.
  for (const [kind, list] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const writer = writers.get(kind);
    if (writer !== undefined)
      (writer.isSelfContained === true ? joined : separate).push(...writer.write(list));
  }
  return { joined, separate };
}

/** All the text of one row, which may be in one index: an entry of a B-tree has at most 2,704 bytes. */
const maxRowBytes = 2_400;

/** Text that no table of PostgreSQL refuses, and no index on it. */
export function isStorable(row: JsonObject): boolean {
  const texts: string[] = [];
  collectTexts(row, texts);
  let units = 0;
  for (const text of texts) {
    units += text.length;
    if (!text.isWellFormed() || text.includes('\0')) return false;
  }
  // A UTF-16 code unit is at most three bytes of UTF-8.
  return (
    units * 3 <= maxRowBytes || texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) <= maxRowBytes
  );
}

function collectTexts(value: Json, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (typeof value === 'object' && value !== null) {
    if (!Array.isArray(value)) texts.push(...Object.keys(value));
    for (const member of Object.values(value)) collectTexts(member, texts);
  }
}
