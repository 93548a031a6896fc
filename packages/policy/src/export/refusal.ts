/** What the other language cannot say. A set with one of these is not exported at all. */
export interface ExportRefusal {
  /** Of the rule. */
  readonly rule: string;
  /** Keys and list positions from the root of the set: `['rules', 3, 'match', 'path', 'glob', 0]`. */
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** One place in a rule, and where its refusals are collected, so that all of them are told at once. */
export interface Place {
  readonly rule: string;
  readonly path: readonly (string | number)[];
  readonly refusals: ExportRefusal[];
}

export function at(place: Place, ...path: readonly (string | number)[]): Place {
  return { ...place, path: [...place.path, ...path] };
}

/**
 * Notes the refusal, once however many alternatives a pattern has. What it returns only takes the place of an
 * expression: nothing is exported any more.
 */
export function refuse({ rule, path, refusals }: Place, reason: string): string {
  const before = refusals.at(-1);
  const isNoted = before?.reason === reason && before.path.join('\n') === path.join('\n');
  if (!isNoted) refusals.push({ rule, path, reason });
  return 'false';
}
