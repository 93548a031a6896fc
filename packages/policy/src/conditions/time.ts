import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { Day, TimeMatch } from '../policy-set.ts';
import { wallClock } from '../wall-clock.ts';

const days: readonly Day[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

export function timeCondition(match: TimeMatch): Condition {
  const { zone = 'UTC', from = '00:00', to = '24:00' } = match;
  const isOpen = timeWindow(match);
  const read = wallClock(zone);
  return {
    name: 'time',
    fact: 'now',
    expected: `${oneOf(match.days ?? ['every day'])} ${from} to ${to} ${zone}`,
    holds: ({ input }) => {
      const { day, minute } = read(input.now);
      return isOpen(day, minute);
    },
    found: ({ input }) => new Date(input.now).toISOString(),
  };
}

/** Of a day (Sunday is 0) and a minute in it, by the clock on the wall. A window over midnight belongs to the day on which it starts. */
export function timeWindow(match: TimeMatch): (day: number, minute: number) => boolean {
  const from = minutesOf(match.from ?? '00:00');
  const to = match.to === undefined ? 1_440 : minutesOf(match.to);
  const isOvernight = from >= to;
  return (today, minute) => {
    const startedYesterday = isOvernight && minute < to;
    if (!startedYesterday && (minute < from || (!isOvernight && minute >= to))) return false;
    const day = days[(today + (startedYesterday ? 6 : 0)) % 7];
    return match.days === undefined || (day !== undefined && match.days.includes(day));
  };
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}
