import type { TimeMatch } from '../policy-set.ts';
import type { Place } from './refusal.ts';
import { refuse } from './refusal.ts';
import { phrased } from './translate.ts';

/** Minutes of a day in UTC, `from` inside and `to` outside, on these days of the week (Sunday is 0). */
export interface Window {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/**
 * Of which one must be open; none after a refusal. One over midnight is two: the second belongs to the days after.
 */
export function windowsOf(time: TimeMatch, place: Place): readonly Window[] {
  const said = phrased<TimeMatch>(
    time,
    {
      days: () => 'true',
      from: () => 'true',
      to: () => 'true',
      zone: (zone: string, place) => (zone === 'UTC' ? 'true' : refuse(place, 'is another zone than UTC')),
    },
    place,
  );
  if (said.includes('false')) return [];
  const { days, from = '00:00', to } = time;
  const open = names.flatMap((name, day) => (days === undefined || days.includes(name) ? [day] : []));
  const start = minuteOf(from);
  const end = to === undefined ? 1_440 : minuteOf(to);
  if (start < end) return [{ days: open, from: start, to: end }];
  return [
    { days: open, from: start, to: 1_440 },
    { days: open.map((day) => (day + 1) % 7), from: 0, to: end },
  ];
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
