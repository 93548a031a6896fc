import { EXIT, type ExitCode } from './exit-code.ts';
import type { SimulationSummary } from './render/simulation.ts';
import { type ExpectedOutcome, outcomes } from './requests-file.ts';
import type { Simulated } from './simulate-requests.ts';

/** What may not happen in a simulation that is to succeed. */
export type Failure = ExpectedOutcome | 'error' | 'wider' | 'narrower' | 'obligations';

export interface SimulationTally {
  /** What the request is, and whether it is something else than was expected. */
  count(simulated: Simulated): { readonly isUnexpected: boolean };
  summary(): SimulationSummary;
  exitCode(): ExitCode;
}

export function createTally(options: {
  /** Of requests that do not say it themselves. */
  readonly expect: ExpectedOutcome | undefined;
  readonly failOn: readonly Failure[];
}): SimulationTally {
  const counts = { allow: 0, escalate: 0, deny: 0, error: 0, wider: 0, narrower: 0, obligations: 0 };
  let requests = 0;
  let unexpected = 0;
  return {
    count({ listed, item }) {
      requests += 1;
      const answer = answerOf(item);
      counts[answer] += 1;
      if (!('error' in item) && item.change !== undefined) counts[item.change] += 1;
      const expected = listed.expect ?? options.expect;
      const isUnexpected = expected !== undefined && answer !== expected;
      if (isUnexpected) unexpected += 1;
      return { isUnexpected };
    },
    summary() {
      const { error: errors, ...rest } = counts;
      return { requests, ...rest, errors, unexpected };
    },
    exitCode() {
      if (unexpected > 0 || options.failOn.some((failure) => counts[failure] > 0)) return EXIT.refused;
      return counts.error > 0 ? EXIT.warnings : EXIT.ok;
    },
  };
}

/** Under the proposed set, where there is one. */
function answerOf(item: Simulated['item']): ExpectedOutcome | 'error' {
  if ('error' in item) return 'error';
  const answered = (item.proposed ?? item.inForce)?.decision.outcome.toLowerCase();
  return outcomes.find((outcome) => outcome === answered) ?? 'error';
}
