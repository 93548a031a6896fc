import { shellWord } from './shell-word.ts';

/** The flags that have a text, as they are typed again behind a command: ` --home DIR --reason 'as agreed'`. */
export function typedFlags(flags: Readonly<Record<string, unknown>>): string {
  return Object.entries(flags)
    .flatMap(([name, value]) => (typeof value === 'string' ? [` --${name} ${shellWord(value)}`] : []))
    .join('');
}
