import { asksMarks, readsLabels } from '../label-readers.ts';
import type { Mark, Match, PolicySet, Rule } from '../policy-set.ts';

/**
 * The mark whose change may let a later request through: the verdicts of two sets are compared for every labels that a
 * session can have, and marks say which ones it comes to have. Undefined where the rules of one of the two sets make
 * nothing of the difference: then the comparison of verdicts says it all.
 */
export function loosenedMark(
  before: PolicySet,
  after: PolicySet,
): { readonly mark: string; readonly in: 'before' | 'after' } | undefined {
  const missing = firstBeside(before.marks, after.marks);
  const added = firstBeside(after.marks, before.marks);
  const loosens = ({ rules }: PolicySet) => {
    const readers = rules.filter(readsLabels);
    if (missing !== undefined && readers.some(forbidsWithLabels))
      return { mark: missing.id, in: 'before' } as const;
    if (added !== undefined && readers.some(permitsWithLabels))
      return { mark: added.id, in: 'after' } as const;
    return undefined;
  };
  return loosens(before) === undefined ? undefined : loosens(after);
}

/** True when a session with fewer labels may be let through where one with more is not. */
function forbidsWithLabels({ effect, match, when }: Rule): boolean {
  if (when !== undefined) return true;
  return effect === 'allow' ? match.labels?.none !== undefined : asksForLabels(match);
}

function permitsWithLabels({ effect, match, when }: Rule): boolean {
  if (when !== undefined) return true;
  return effect === 'allow' ? asksForLabels(match) : match.labels?.none !== undefined;
}

function asksForLabels(match: Match): boolean {
  return match.labels?.any !== undefined || match.labels?.all !== undefined || asksMarks(match);
}

/** The first of `marks` that does not stand in `others` as it is. Ids, reasons and examples make no difference. */
function firstBeside(marks: readonly Mark[] = [], others: readonly Mark[] = []): Mark | undefined {
  const known = new Set(others.map(meaningOf));
  return marks.find((mark) => !known.has(meaningOf(mark)));
}

function meaningOf({ label, match, when }: Mark): string {
  return JSON.stringify([label.toSorted(), sortedKeys(match), when]);
}

function sortedKeys(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(Object.entries(member).toSorted(([left], [right]) => (left < right ? -1 : 1)))
        : member,
    ),
  );
}
