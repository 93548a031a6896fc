/** Characters of a value as JSON; Infinity for one that is nested deeper than the stack, which JSON.parse reads all the same. */
export function jsonLength(value: unknown): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}
