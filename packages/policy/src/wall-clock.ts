import { suggest } from './suggestion.ts';

/** What the clock on the wall shows: the day (Sunday is 0) and the minute in it. */
export interface WallTime {
  readonly day: number;
  readonly minute: number;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const minuteMs = 60_000;

/**
 * Reads instants (epoch milliseconds) as the wall clock of an IANA time zone does, daylight saving time included: an hour
 * that is skipped is never shown, one that comes twice is shown twice.
 * @throws SyntaxError for a zone that this host does not know
 */
export function wallClock(zone: string): (now: number) => WallTime {
  if (zone === 'UTC') return utcClock;
  const format = formatOf(zone);
  // Zones change on whole minutes, and most of what is asked within one minute is asked many times.
  let shown: WallTime | undefined;
  let shownFor = Number.NaN;
  return (now) => {
    const minute = Math.floor(now / minuteMs);
    if (shown === undefined || minute !== shownFor) {
      shown = readParts(format.formatToParts(now));
      shownFor = minute;
    }
    return shown;
  };
}

function utcClock(now: number): WallTime {
  const date = new Date(now);
  return { day: date.getUTCDay(), minute: date.getUTCHours() * 60 + date.getUTCMinutes() };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  // Offsets (`+02:00`) are no zones: nobody would know whether summer was meant.
  if (/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(zone)) {
    try {
      return new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
    } catch {
      // Said below, with what was expected.
    }
  }
  const suggestion = suggest(zone, Intl.supportedValuesOf('timeZone'));
  throw Object.assign(new SyntaxError('expected an IANA time zone such as `Europe/Berlin`'), { suggestion });
}

function readParts(parts: readonly Intl.DateTimeFormatPart[]): WallTime {
  let day = 0;
  let minute = 0;
  for (const { type, value } of parts) {
    if (type === 'weekday') day = weekdays.indexOf(value);
    else if (type === 'hour') minute += Number(value) * 60;
    else if (type === 'minute') minute += Number(value);
  }
  return { day, minute };
}
