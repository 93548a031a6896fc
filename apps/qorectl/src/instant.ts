import { QoreError } from './errors.ts';
import { neutralise } from './render/neutralise.ts';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Epoch milliseconds of `2026-11-22T10:00:00Z`, or of `90s`, `15m`, `2h`, `7d` before `now`.
 * @throws QoreError USAGE_INVALID
 */
export function parseInstant(text: string, now: number, example = '2h'): number {
  const relative = /^(\d{1,6})([smhd])$/.exec(text);
  if (relative?.[1] !== undefined && relative[2] !== undefined)
    return now - Number(relative[1]) * (units[relative[2]] ?? 0);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `expected a time such as ${example} or 2026-11-22T10:00:00Z, found \`${neutralise(text.slice(0, 60))}\``,
    });
  }
  return at;
}

/** `14s`, `2m 10s`, `3h 5m`, `9d`: how long between two instants, coarse enough to read. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d`;
}
