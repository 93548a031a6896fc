import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { RiskGrade } from '../model.ts';
import type { Match, TimeMatch } from '../policy-set.ts';
import { compileTextPattern, MAX_SEARCHED_CHARS } from '../text-pattern.ts';

const grades: readonly RiskGrade[] = ['L1', 'L2', 'L3'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

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
    expected: `${atLeast} to ${atMost}`,
    holds: ({ input }) => holding.has(input.risk),
    found: ({ input }) => input.risk,
  };
}

export function labelConditions(match: NonNullable<Match['labels']>): Condition[] {
  const { any, all, none } = match;
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
  ];
}

export function timeCondition(match: TimeMatch): Condition {
  const isOpen = timeWindow(match);
  return {
    name: 'time',
    fact: 'now',
    expected: [
      oneOf(match.days ?? ['every day']),
      match.from ?? '00:00',
      'to',
      match.to ?? '24:00',
      'UTC',
    ].join(' '),
    holds: ({ input }) => {
      const date = new Date(input.now);
      return isOpen(date.getUTCDay(), date.getUTCHours() * 60 + date.getUTCMinutes());
    },
    found: ({ input }) => new Date(input.now).toISOString(),
  };
}

/** Of a day (Sunday is 0) and a minute in it, in UTC. A window over midnight belongs to the day on which it starts. */
export function timeWindow(match: TimeMatch): (day: number, minute: number) => boolean {
  const from = minutesOf(match.from ?? '00:00');
  const to = match.to === undefined ? 1_440 : minutesOf(match.to);
  const isOvernight = from >= to;
  return (today, minute) => {
    const startedYesterday = isOvernight && minute < to;
    if (!startedYesterday && (minute < from || (!isOvernight && minute >= to))) return false;
    const day = days[(today + (startedYesterday ? 6 : 0)) % 7];
    return match.days === undefined || (day !== undefined && match.days.includes(day));
  };
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
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
