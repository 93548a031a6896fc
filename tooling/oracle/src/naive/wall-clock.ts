const formats = new Map<string, Intl.DateTimeFormat>();

/** What date and clock show there, as Swedish writes it: `2026-11-25 21:14:00`. */
export function wallClock(now: number, zone: string): readonly [date: string, time: string] {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(zone, format);
  }
  const [date = '', time = ''] = format.format(now).split(' ');
  return [date, time];
}
