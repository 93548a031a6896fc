import { CLIError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';
import type { DecisionQuery } from '@zoqore/runtime';
import { parseInstant } from './instant.ts';

const answers = ['ALLOW', 'DENY', 'ESCALATE'] as const;

/** Filters that the list and the feed of decisions share. */
export const decisionFilters = {
  actor: Flags.string({ summary: 'only of this actor', helpValue: 'ID' }),
  // Not `options`: oclif compares those as they were typed.
  decision: Flags.custom<(typeof answers)[number]>({
    summary: 'only this answer (ALLOW, DENY, ESCALATE)',
    helpValue: 'ANSWER',
    parse: async (typed) => {
      const found = answers.find((answer) => answer === typed.toUpperCase());
      if (found !== undefined) return found;
      throw new CLIError(`Expected one of ${answers.join(', ')} but received: ${typed}`);
    },
  })(),
  action: Flags.option({ options: ['read', 'write', 'execute', 'network', 'admin'] as const })({
    summary: 'only this action',
  }),
  grade: Flags.option({ options: ['L1', 'L2', 'L3'] as const })({ summary: 'only this risk grade' }),
};

/** What the list takes beside them; a feed has no past. */
export const timeFilters = {
  since: Flags.string({ summary: 'only after this time (2h, 7d, 2026-11-22T10:00:00Z)', helpValue: 'TIME' }),
  until: Flags.string({ summary: 'only before this time', helpValue: 'TIME' }),
};

type Filters = { readonly [K in 'limit' | 'before']?: number | undefined } & {
  readonly actor?: string | undefined;
  readonly decision?: DecisionQuery['decision'] | undefined;
  readonly action?: DecisionQuery['action'] | undefined;
  readonly grade?: DecisionQuery['grade'] | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
};

/** @throws QoreError USAGE_INVALID for a time that is none */
export function decisionQuery(flags: Filters, now: number): DecisionQuery {
  return {
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    ...(flags.before === undefined ? {} : { before: flags.before }),
    ...(flags.actor === undefined ? {} : { actor: flags.actor }),
    ...(flags.decision === undefined ? {} : { decision: flags.decision }),
    ...(flags.action === undefined ? {} : { action: flags.action }),
    ...(flags.grade === undefined ? {} : { grade: flags.grade }),
    ...(flags.since === undefined ? {} : { since: parseInstant(flags.since, now) }),
    ...(flags.until === undefined ? {} : { until: parseInstant(flags.until, now) }),
  };
}
