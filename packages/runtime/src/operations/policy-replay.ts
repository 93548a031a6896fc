import type { PolicyEnvironment } from '@zoqore/policy';
import { requireScope } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { instant } from '../instant.ts';
import { replay } from '../replay/replay.ts';
import type { Count, ReplayTally } from '../replay/tally.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { policyVersionOf } from '../standing/policy-version.ts';
import type { PolicyReading } from './reading.ts';
import { createWorkLimit } from './work-limit.ts';

export interface ReplayQuery {
  /** What is compared with. Default: the set in force. */
  readonly before?: PolicyFile;
  readonly after: PolicyFile;
  /** Epoch milliseconds: decisions of this moment and later, and before that one. */
  readonly since?: number;
  readonly until?: number;
  /** Flipped decisions to show of each change, 0 to 100. Default 10. */
  readonly samples?: number;
  readonly signal?: AbortSignal;
}

/** What a change of policy would have done with the decisions of the past. */
export interface ReplayReport extends ReplayTally {
  readonly before: ComparedPolicy;
  readonly after: ComparedPolicy;
  /** Recorded decisions of that time; those that could not be evaluated again are among them. */
  readonly decisions: number;
}

export interface ComparedPolicy {
  readonly policyVersion: string;
  readonly name: string;
}

interface Side {
  readonly file: PolicyFile;
  readonly compared: ComparedPolicy;
}

const maxCounts = 100;

/** `run` evaluates recorded facts under two policies; nothing is recorded. One at a time: it is work for all cores. */
export function createPolicyReplay(
  core: Pick<Core, 'ledger' | 'view'>,
  { environment, read }: { readonly environment: PolicyEnvironment; readonly read: PolicyReading['read'] },
): { run(credential: Credential, query: ReplayQuery): Promise<ReplayReport> } {
  const replays = createWorkLimit({ what: 'replays', atOnce: 1 });
  const sent = async (given: PolicyFile): Promise<Side> => {
    const { file, set } = await read(given);
    return { file, compared: { policyVersion: policyVersionOf(set), name: set.name } };
  };
  return {
    async run(credential, query) {
      requireScope(credential, 'admin', 'approve');
      const before = query.before === undefined ? inForce(core) : await sent(query.before);
      const after = await sent(query.after);
      const found = await replays.run(
        async () =>
          await replay(core.ledger, {
            before: before.file,
            after: after.file,
            environment,
            maxSamples: query.samples ?? 10,
            ...(query.since === undefined ? {} : { since: instant(query.since) }),
            ...(query.until === undefined ? {} : { until: instant(query.until) }),
            ...(query.signal === undefined ? {} : { signal: query.signal }),
          }),
      );
      const skipped = found.notReplayable.reduce((sum, { count }) => sum + count, 0);
      return {
        before: before.compared,
        after: after.compared,
        decisions: found.same + found.wider + found.narrower + found.obligations + skipped,
        ...found,
        byRule: most(found.byRule),
        byActor: most(found.byActor),
        byTool: most(found.byTool),
      };
    },
  };
}

function inForce({ view }: Pick<Core, 'view'>): Side {
  const { policy } = view.standing;
  if (policy !== undefined) {
    const { text, source, version, name } = policy;
    return { file: { text, source }, compared: { policyVersion: version, name } };
  }
  throw new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
}

function most(counts: readonly Count[]): readonly Count[] {
  return counts.slice(0, maxCounts);
}
