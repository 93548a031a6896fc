export interface WarmUp {
  readonly isStable: boolean;
  readonly turns: number;
}

/**
 * Measures until the last four values lie within a tenth of their mean. The embedded store is slow for its first seconds,
 * evenly so, until its WebAssembly is compiled for good: hence a least number of turns.
 */
export async function warmUp(
  measure: () => Promise<number>,
  { least, most }: { readonly least: number; readonly most: number },
): Promise<WarmUp> {
  const values: number[] = [];
  while (values.length < most) {
    values.push(await measure());
    if (values.length >= least && isStable(values.slice(-4))) return { isStable: true, turns: values.length };
  }
  return { isStable: false, turns: values.length };
}

function isStable(values: readonly number[]): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.length === 4 && Math.max(...values) - Math.min(...values) <= mean / 10;
}
