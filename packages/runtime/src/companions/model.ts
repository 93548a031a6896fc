import type { CompanionWriter, JsonObject } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import { companionWriter } from './companion-writer.ts';

export interface ModelRow extends JsonObject {
  readonly kind: string;
  readonly version: string;
  readonly text: string;
  readonly source: string;
  readonly appliedAt: number;
  readonly appliedBy: string;
}

export const modelWriter: CompanionWriter = companionWriter<ModelRow>({
  kind: 'model',
  isWatched: true,
  // The lost one may have been the stricter.
  isRestrictive: true,
  write: (rows) =>
    rows.map(
      ({ index, row }) => sql`
        INSERT INTO zoqore_runtime.model (index, kind, version, text, source, applied_at, applied_by)
        VALUES (${index}, ${row.kind}, ${row.version}, ${row.text}, ${row.source}, ${row.appliedAt}, ${row.appliedBy})
        ON CONFLICT DO NOTHING`,
    ),
});

export interface ModeRow extends JsonObject {
  readonly mode: string;
  readonly reason: string;
  readonly setAt: number;
  readonly setBy: string;
}

export const modeWriter: CompanionWriter = companionWriter<ModeRow>({
  kind: 'mode',
  isWatched: true,
  write: (rows) =>
    rows.map(
      ({ row }) => sql`
        INSERT INTO zoqore_runtime.mode (id, mode, reason, set_at, set_by)
        VALUES (1, ${row.mode}, ${row.reason}, ${row.setAt}, ${row.setBy})
        ON CONFLICT (id) DO UPDATE
        SET mode = excluded.mode, reason = excluded.reason, set_at = excluded.set_at, set_by = excluded.set_by`,
    ),
});
