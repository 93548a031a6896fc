import type { Json } from '../../model.ts';

/** JSON is Rego; in printable ASCII, whatever its texts hold. */
export function term(value: Json): string {
  return JSON.stringify(value).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Not empty, because `{}` is an object. */
export function set(values: readonly Json[]): string {
  return values.length === 0 ? 'set()' : `{${values.map(term).join(', ')}}`;
}
