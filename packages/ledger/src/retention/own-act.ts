import { createLeaf } from '../entry.ts';
import type { EntryDraft } from '../model.ts';
import { archivedKind } from './archives.ts';
import { holdPlacedKind, holdReleasedKind } from './holds.ts';
import { erasedKind, prunedKind } from './removal.ts';

/** Kinds of the entries that say what leaves the log and what must not. A key of the log signs each. */
export const ownActKinds: ReadonlySet<string> = new Set([
  archivedKind,
  erasedKind,
  holdPlacedKind,
  holdReleasedKind,
  prunedKind,
]);

/** What is signed of an entry: the hash of its leaf without the note. */
export function actDigest(log: string, draft: EntryDraft): Uint8Array {
  const { note: _note, ...body } = draft.body;
  return createLeaf(log, { ...draft, body }).hash;
}

export function noteOf({ body }: EntryDraft): string | undefined {
  return typeof body['note'] === 'string' ? body['note'] : undefined;
}
