import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { RiskGrade } from '../model.ts';
import type { Match } from '../policy-set.ts';
import { compileTextPattern, MAX_SEARCHED_CHARS } from '../text-pattern.ts';

const grades: readonly RiskGrade[] = ['L1', 'L2', 'L3'];

export function kindCondition(kinds: NonNullable<Match['kind']>): Condition {
  return {
    name: 'kind',
    fact: 'resource',
    expected: oneOf(kinds),
    holds: ({ resource }) => kinds.includes(resource.kind),
    found: ({ resource }) => resource.kind,
  };
}

export function riskCondition(match: NonNullable<Match['risk']>): Condition {
  const { atLeast = 'L1', atMost = 'L3' } = match;
  const holding = new Set(grades.slice(grades.indexOf(atLeast), grades.indexOf(atMost) + 1));
  return {
    name: 'risk',
    fact: 'risk',
    expected: atLeast === atMost ? atLeast : `${atLeast} to ${atMost}`,
    holds: ({ input }) => holding.has(input.risk),
    found: ({ input }) => input.risk,
  };
}

export function contentConditions(match: NonNullable<Match['content']>): Condition[] {
  const { contains } = match;
  const patterns = match.pattern?.map(compileTextPattern);
  const found: Condition['found'] = ({ input }) =>
    input.content === undefined ? null : `${input.content.length} characters`;
  return [
    ...(contains === undefined
      ? []
      : [
          {
            name: 'content.contains',
            fact: 'content',
            expected: oneOf(contains),
            holds: ({ input }) => contains.some((text) => input.content?.includes(text) === true),
            found,
          } satisfies Condition,
        ]),
    ...(patterns === undefined
      ? []
      : [
          {
            name: 'content.pattern',
            fact: 'content',
            expected: oneOf(match.pattern ?? []),
            holds: ({ input: { content } }) => {
              if (content === undefined) return false;
              if (content.length > MAX_SEARCHED_CHARS) {
                throw new RangeError(`content is longer than ${MAX_SEARCHED_CHARS} characters`);
              }
              return patterns.some((pattern) => pattern.test(content));
            },
            found,
          } satisfies Condition,
        ]),
  ];
}
