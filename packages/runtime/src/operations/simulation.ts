import { setImmediate } from 'node:timers/promises';
import { compilePolicy } from '@zoqore/policy';
import type { Actor, CompiledPolicy, Effect, PolicyEnvironment } from '@zoqore/policy';
import type { Allowances } from '../pipeline/allowances.ts';
import { requireScope } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import type { DecisionOutcome } from '../decision.ts';
import { RuntimeError } from '../errors.ts';
import type { RuntimeErrorCode } from '../errors.ts';
import type { Supposition } from '../pipeline/snapshot.ts';
import { changeBetween } from '../replay/compare.ts';
import type { Change } from '../replay/compare.ts';
import { invalid, parseDecisionRequest } from '../request/decision-request.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { policyVersionOf } from '../standing/policy-version.ts';
import { foreseer } from './preview.ts';
import type { Asker, Preview } from './preview.ts';
import type { PolicyReading } from './reading.ts';
import { createWorkLimit } from './work-limit.ts';

/** Requests to preview, under which set, and in which world. */
export interface SimulationQuery {
  /** Each as the body of `POST /evaluate`; what is none becomes an item with an error. */
  readonly requests: readonly unknown[];
  /** A set that is not in force. */
  readonly policy?: PolicyFile;
  /** Under which set. Default: `both` with a `policy`, else `in-force`. */
  readonly under?: 'in-force' | 'proposed' | 'both';
  readonly suppose?: SimulatedWorld;
  readonly signal?: AbortSignal;
}

/** Taken in the place of what the runtime knows, for every request alike. */
export interface SimulatedWorld {
  /** `id` is asked for instead of the actor that a request names; the rest replaces what is known of the actor. */
  readonly actor?: Partial<Pick<Actor, 'id' | 'kind' | 'roles' | 'trustStage'>>;
  /** Labels of the session. */
  readonly labels?: readonly string[];
  /** Epoch milliseconds. */
  readonly now?: number;
}

/** What would be answered. Each request alone: none counts towards the limit, or makes a tool known, for the next. */
export interface Simulation {
  readonly inForce?: SimulatedPolicy;
  readonly proposed?: SimulatedPolicy;
  /** One for each request, in their order, up to `next`. */
  readonly items: readonly SimulatedItem[];
  /** Index of the first request that one call has no time for; to be asked for again from there. */
  readonly next?: number;
}

export interface SimulatedPolicy {
  readonly policyVersion: string;
  readonly name: string;
}

export type SimulatedItem = SimulatedAnswer | SimulatedError;

export interface SimulatedAnswer {
  readonly index: number;
  readonly inForce?: Preview;
  readonly proposed?: Preview;
  /** How the proposed set answers otherwise than the one in force; absent where it does not. */
  readonly change?: Change;
}

export interface SimulatedError {
  readonly index: number;
  readonly error: {
    readonly code: RuntimeErrorCode;
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** As much as `POST /evaluate` takes: what is longer would not be decided either. UTF-16 code units of JSON. */
const maxRequestLength = 64 * 1024;
/** After so much work others have their turn. */
const turnMs = 4;
/** Of work in one call. */
const callMs = 1_000;
/** Factors, judgements and other rules in one answer: with a set in which every rule nearly matches, they are what grows. */
const maxExplained = 50_000;

export interface Simulator {
  /**
   * What requests would be answered, and why; nothing is recorded, counted or used up. Keys of agents ask for their own
   * actors, under the set in force and the world as it is.
   * @throws RuntimeError ACTOR_FORBIDDEN, VALIDATION_ERROR, POLICY_INVALID, NOT_INITIALIZED, LEDGER_UNAVAILABLE;
   * RATE_LIMITED while others run
   */
  run(credential: Credential, query: SimulationQuery): Promise<Simulation>;
}

/** One call at a time, in turns, so that decisions are made meanwhile. */
export function createSimulator(
  core: Core,
  {
    environment,
    read,
    allowances,
  }: {
    readonly environment: PolicyEnvironment;
    readonly read: PolicyReading['read'];
    readonly allowances: Allowances;
  },
): Simulator {
  const simulations = createWorkLimit({ what: 'simulations', atOnce: 1, waiting: 4 });
  // Of a long list each call brings the same set.
  let last: { readonly file: PolicyFile; readonly loaded: LoadedPolicy } | undefined;
  const load = async (file: PolicyFile): Promise<LoadedPolicy> => {
    if (last?.file.text !== file.text || last.file.source !== file.source) {
      const { set } = await read(file);
      const compiled = compilePolicy(set, environment);
      last = { file, loaded: { compiled, version: policyVersionOf(set), name: set.name } };
    }
    return last.loaded;
  };
  return {
    async run(credential, query) {
      requireScope(credential, 'decide', 'approve', 'admin');
      if (query.policy !== undefined || query.suppose !== undefined) {
        requireScope(credential, 'approve', 'admin');
      }
      return simulations.run(async () => {
        const sets = await setsOf(core, query, load);
        const items = await simulate(core, { credential, allowances }, query, sets);
        const { inForce, proposed } = sets;
        return {
          ...(inForce === undefined ? {} : { inForce: named(inForce) }),
          ...(proposed === undefined ? {} : { proposed: named(proposed) }),
          items,
          ...(items.length < query.requests.length ? { next: items.length } : {}),
        };
      });
    },
  };
}

interface LoadedPolicy {
  readonly compiled: CompiledPolicy;
  readonly version: string;
  readonly name: string;
}

/** For all requests of a call: what is put in force meanwhile counts for the next one. */
interface Sets {
  readonly inForce?: LoadedPolicy;
  readonly proposed?: LoadedPolicy;
}

async function setsOf(
  core: Core,
  query: SimulationQuery,
  load: (file: PolicyFile) => Promise<LoadedPolicy>,
): Promise<Sets> {
  const { policy, under = policy === undefined ? 'in-force' : 'both' } = query;
  if ((policy === undefined) !== (under === 'in-force')) {
    const message = `expected \`policy\` with \`proposed\` and \`both\` and not with \`in-force\`, found \`${under}\` ${policy === undefined ? 'without' : 'with'} it`;
    throw invalid([{ path: 'under', message }]);
  }
  return {
    ...(under === 'proposed' ? {} : { inForce: inForceOf(core) }),
    ...(policy === undefined ? {} : { proposed: await load(policy) }),
  };
}

function inForceOf({ view }: Core): LoadedPolicy {
  const { policy: compiled, standing } = view;
  if (compiled === undefined || standing.policy === undefined) {
    throw new RuntimeError({ code: 'NOT_INITIALIZED', message: 'no policy is in force yet' });
  }
  const { version, name } = standing.policy;
  return { compiled, version, name };
}

function named({ version, name }: LoadedPolicy): SimulatedPolicy {
  return { policyVersion: version, name };
}

async function simulate(
  core: Core,
  asker: Asker,
  { requests, suppose = {}, signal }: SimulationQuery,
  sets: Sets,
): Promise<readonly SimulatedItem[]> {
  const items: SimulatedItem[] = [];
  let explained = 0;
  let worked = 0;
  let begun = performance.now();
  for (const [index, raw] of requests.entries()) {
    if (signal?.aborted === true) break;
    const item = await simulateOne(core, asker, { index, raw, suppose, sets });
    items.push(item);
    explained += sizeOf(item);
    const turn = performance.now() - begun;
    if (worked + turn > callMs || explained > maxExplained) break;
    if (turn < turnMs) continue;
    await setImmediate();
    worked += turn;
    begun = performance.now();
  }
  return items;
}

async function simulateOne(
  core: Core,
  asker: Asker,
  one: {
    readonly index: number;
    readonly raw: unknown;
    readonly suppose: SimulatedWorld;
    readonly sets: Sets;
  },
): Promise<SimulatedItem> {
  const { index, raw, suppose, sets } = one;
  const { id, ...actor } = suppose.actor ?? {};
  const supposed: Supposition = {
    actor,
    ...(suppose.labels === undefined ? {} : { labels: suppose.labels }),
    ...(suppose.now === undefined ? {} : { now: suppose.now }),
  };
  const under = (policy: LoadedPolicy): Supposition => ({ ...supposed, policy });
  try {
    const request = requestOf(raw, id);
    const foresee = await foreseer(core, asker, request);
    const inForce = sets.inForce === undefined ? undefined : foresee(under(sets.inForce));
    const proposed = sets.proposed === undefined ? undefined : foresee(under(sets.proposed));
    const change =
      inForce === undefined || proposed === undefined
        ? undefined
        : changeBetween(answered(inForce), answered(proposed));
    return {
      index,
      ...(inForce === undefined ? {} : { inForce }),
      ...(proposed === undefined ? {} : { proposed }),
      ...(change === undefined ? {} : { change }),
    };
  } catch (error) {
    if (!(error instanceof RuntimeError) || !faultsOfItem.has(error.code)) throw error;
    return { index, error: { code: error.code, message: error.message, details: error.details } };
  }
}

const faultsOfItem: ReadonlySet<RuntimeErrorCode> = new Set([
  'VALIDATION_ERROR',
  'ACTOR_FORBIDDEN',
  'PAYLOAD_TOO_LARGE',
]);

/** Nothing is recorded, so a request needs no id of its own. @throws RuntimeError VALIDATION_ERROR, PAYLOAD_TOO_LARGE */
function requestOf(raw: unknown, actorId: string | undefined): DecisionRequest {
  const supposed = actorId === undefined ? {} : { actorId };
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const request = parseDecisionRequest(isObject ? { requestId: 'simulated', ...raw, ...supposed } : raw);
  const { length } = JSON.stringify(request);
  if (length <= maxRequestLength) return request;
  throw new RuntimeError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `expected at most ${maxRequestLength} characters of JSON in a request, found ${length}`,
  });
}

const effectOf: { readonly [outcome in DecisionOutcome]: Effect } = {
  ALLOW: 'allow',
  ESCALATE: 'escalate',
  DENY: 'deny',
};

/** As whoever asks would find it: a halt or a spent limit is part of the answer. */
function answered({ decision, verdict }: Preview): {
  effect: Effect;
  obligations: Preview['verdict']['obligations'];
} {
  return { effect: effectOf[decision.outcome], obligations: verdict.obligations };
}

function sizeOf(item: SimulatedItem): number {
  if ('error' in item) return 1;
  return [item.inForce, item.proposed].reduce(
    (sum, side) =>
      side === undefined
        ? sum
        : sum +
          side.assessment.factors.length +
          side.explanation.resources.reduce((others, each) => others + 1 + each.others.length, 0),
    1,
  );
}
