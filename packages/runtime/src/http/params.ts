import { RuntimeError } from '../errors.ts';

/** A parameter of the route's path. @throws RuntimeError NOT_FOUND for a text that no row can hold */
export function named(params: Readonly<Record<string, string>>, name: string): string {
  const value = params[name];
  if (value === undefined)
    throw new RuntimeError({ code: 'INTERNAL_ERROR', message: `route without \`${name}\`` });
  if (!value.includes('\0')) return value;
  throw new RuntimeError({ code: 'NOT_FOUND', message: `expected \`${name}\` without NUL` });
}

/** One that is the index of an entry. @throws RuntimeError NOT_FOUND */
export function indexNamed(params: Readonly<Record<string, string>>, name: string): number {
  return wholeNamed(params, name, 'the index of an entry');
}

/** One that counts entries. @throws RuntimeError NOT_FOUND */
export function sizeNamed(params: Readonly<Record<string, string>>, name: string): number {
  return wholeNamed(params, name, 'a size in entries');
}

/** Below 2^53. */
function wholeNamed(params: Readonly<Record<string, string>>, name: string, what: string): number {
  const value = named(params, name);
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new RuntimeError({
    code: 'NOT_FOUND',
    message: `expected ${what}, found \`${value.slice(0, 64)}\``,
  });
}
