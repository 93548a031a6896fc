import { neutralise } from './neutralise.ts';

/** Text as a POSIX shell reads it back, in one word of a command that is shown. */
export function shellWord(text: string): string {
  const shown = neutralise(text);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
