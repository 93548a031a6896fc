import type { Condition } from '../condition.ts';
import type { CompiledMarks } from '../marks.ts';
import type { LabelMatch } from '../policy-set.ts';

export function labelConditions(match: LabelMatch, marks: CompiledMarks): Condition[] {
  const { any, all, none, gives, completes } = match;
  const add = (
    name: string,
    labels: readonly string[],
    test: (held: readonly string[]) => boolean,
  ): Condition => ({
    name: `labels.${name}`,
    fact: 'labels',
    expected: `${name} of ${labels.join(', ')}`,
    holds: ({ input }) => test(input.labels),
    found: ({ input }) => input.labels,
  });
  return [
    ...(any === undefined ? [] : [add('any', any, (held) => any.some((label) => held.includes(label)))]),
    ...(all === undefined ? [] : [add('all', all, (held) => all.every((label) => held.includes(label)))]),
    ...(none === undefined ? [] : [add('none', none, (held) => !none.some((label) => held.includes(label)))]),
    ...(gives === undefined ? [] : [givesCondition(gives, marks)]),
    ...(completes === undefined ? [] : [completesCondition(completes, marks)]),
  ];
}

/** About the request as a whole, whichever of its resources is judged. */
function givesCondition(labels: readonly string[], marks: CompiledMarks): Condition {
  return {
    name: 'labels.gives',
    fact: 'labels',
    expected: `gives one of ${labels.join(', ')}`,
    holds: ({ input }) => hasAny(marks.gainedBy(input), labels),
    found: ({ input }) => marks.gainedBy(input),
  };
}

function hasAny(gained: readonly string[], labels: readonly string[]): boolean {
  return labels.some((label) => gained.includes(label));
}

function completesCondition(labels: readonly string[], marks: CompiledMarks): Condition {
  return {
    name: 'labels.completes',
    fact: 'labels',
    expected: `gives the last of ${labels.join(', ')}`,
    holds: ({ input }) => {
      // Cheap first: what neither the session has nor any mark gives is never complete.
      const missing = labels.filter((label) => !input.labels.includes(label));
      if (!missing.every((label) => marks.labels.includes(label))) return false;
      const gained = marks.gainedBy(input);
      return hasAny(gained, labels) && missing.every((label) => gained.includes(label));
    },
    found: ({ input }) => ({ held: input.labels, gained: marks.gainedBy(input) }),
  };
}
