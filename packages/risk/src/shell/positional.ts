import { FIELD, type Scope } from './resolve-word.ts';
import type { Argument } from './step.ts';

/** Makes `$1`, `$@` and their like what a function or `set --` was given. Gives back a way to undo it. */
export function setPositional(args: readonly Argument[], { variables }: Scope): () => void {
  const names = [...Array.from({ length: 9 }, (_, at) => String(at + 1)), '@', '*'];
  const before = names.map((name): [string, boolean, string | undefined] => [
    name,
    variables.has(name),
    variables.get(name),
  ]);
  for (const [at, name] of names.slice(0, 9).entries()) {
    const value = args[at];
    variables.set(name, value?.isKnown === true ? value.text : undefined);
  }
  const all = args.length > 0 && args.length < 256 && args.every(({ isKnown }) => isKnown);
  const text = all ? args.map((one) => one.text).join(FIELD) : undefined;
  variables.set('@', text);
  variables.set('*', text);
  return () => {
    for (const [name, had, value] of before) {
      if (had) variables.set(name, value);
      else variables.delete(name);
    }
  };
}
