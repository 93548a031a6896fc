import { compilePolicy, parsePolicySet } from '@zoqore/policy';
import type { PolicyEnvironment, CompiledPolicy } from '@zoqore/policy';
import { RuntimeError } from '../errors.ts';
import type { Tables } from '../reading.ts';
import type { ModelKind } from './model-kind.ts';
import { defaultModels, loadModel } from './models.ts';
import type { Models } from './models.ts';
import { policyVersionOf } from './policy-version.ts';
import { loadStanding, readRevision } from './standing.ts';
import type { Standing } from './standing.ts';

export interface View {
  readonly standing: Standing;
  /** The policy in force, compiled; undefined before the first one is applied. */
  readonly policy: CompiledPolicy | undefined;
  /** The models in force. */
  readonly models: Models;
  /**
   * Applies a change that this process has just made durable. One that must not count twice (`isRepeatable: false`) is
   * not applied again to rows that are being read meanwhile and may hold it already.
   */
  change(apply: (standing: Standing) => void, options?: { readonly isRepeatable: boolean }): void;
  /** Reads everything again; what was durable before the call is seen when it resolves. */
  reload(): Promise<void>;
  close(): void;
}

/** How far another process's change may be behind: well within the second that a halt has. */
const watchIntervalMs = 250;

/**
 * The standing rows in memory. This process's own changes show at once (the operation reloads after its entry is
 * durable); other processes' within the watch interval. When the store cannot be read for long, nobody may rely on
 * what was read before: `standing` then throws.
 */
export async function openView(
  database: Tables,
  environment: PolicyEnvironment,
  clock: () => number,
): Promise<View> {
  let standing = await loadStanding(database, clock());
  let policy = compile(standing, environment, undefined);
  let models = readModels(standing, defaultModels);
  let inFlight: Promise<void> | undefined;

  let isClosed = false;
  // A change made while the rows are read may be missing from them: it is applied to what was read as well.
  let changes: ((standing: Standing) => void)[] | undefined;
  // Set while rows that are known to have changed could not be read: nothing may be decided on the old ones.
  let failure: unknown;
  async function load(): Promise<void> {
    changes = [];
    const next = await loadStanding(database, clock()).catch((error: unknown) => {
      failure = error;
      if (!isClosed) setTimeout(() => void reload().catch(() => undefined), watchIntervalMs).unref();
      throw error;
    });
    failure = undefined;
    for (const change of changes) change(next);
    changes = undefined;
    const nextModels = readModels(next, models);
    policy = compile(next, environment, { version: standing.policy?.version, policy });
    models = nextModels;
    standing = next;
  }

  // One load at a time, and one more after it for whoever asked while it ran: what they wrote may have come too late.
  let queued: Promise<void> | undefined;
  function reload(): Promise<void> {
    if (inFlight === undefined) {
      inFlight = load().finally(() => {
        inFlight = undefined;
      });
      return inFlight;
    }
    queued ??= inFlight.then(startQueued, startQueued);
    return queued;
  }
  function startQueued(): Promise<void> {
    queued = undefined;
    return reload();
  }

  let lastSeen = performance.now();
  const timer = database.isExclusive ? undefined : setTimeout(() => void watch(), watchIntervalMs);
  async function watch(): Promise<void> {
    try {
      if ((await readRevision(database)) !== standing.revision) await reload();
      lastSeen = performance.now();
    } catch {
      // Not fatal here: past the limit below every read of the view refuses.
    }
    if (!isClosed) timer?.refresh();
  }
  timer?.unref();

  return {
    get standing() {
      if (failure !== undefined) throw factsUnavailable('what changed could not be read', failure);
      if (timer !== undefined && performance.now() - lastSeen > staleAfterMs) {
        throw factsUnavailable(
          `standing rows were last read ${Math.round(performance.now() - lastSeen)} ms ago`,
        );
      }
      return standing;
    },
    get policy() {
      return policy;
    },
    get models() {
      return models;
    },
    change(apply, { isRepeatable } = { isRepeatable: true }) {
      if (isRepeatable) changes?.push(apply);
      apply(standing);
    },
    reload,
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** Who cannot know whether a halt stands decides nothing: 503, and nothing is recorded as decided. */
function factsUnavailable(message: string, cause?: unknown): RuntimeError {
  return new RuntimeError({ code: 'LEDGER_UNAVAILABLE', message: `facts-unavailable: ${message}`, cause });
}

/** A halt must hold everywhere within a second; past this the view does not know whether there is one. */
const staleAfterMs = 1_000;

function compile(
  standing: Standing,
  environment: PolicyEnvironment,
  before: { version: string | undefined; policy: CompiledPolicy | undefined } | undefined,
): CompiledPolicy | undefined {
  if (standing.policy === undefined) return undefined;
  if (before?.policy !== undefined && before.version === standing.policy.version) return before.policy;
  const set = parsePolicySet(standing.policy.text, { source: standing.policy.source });
  const found = policyVersionOf(set);
  // The ledger vouches for the version, not for the text in this row.
  if (found !== standing.policy.version) {
    throw new RuntimeError({
      code: 'NOT_INITIALIZED',
      message: `the stored policy was altered: expected version \`${standing.policy.version}\`, found \`${found}\``,
    });
  }
  return compilePolicy(set, environment);
}

function readModels(standing: Standing, before: Models): Models {
  return { risk: readModel('risk', standing, before), trust: readModel('trust', standing, before) };
}

function readModel<K extends ModelKind>(kind: K, { models }: Standing, before: Models): Models[K] {
  const inForce = models.get(kind);
  if (inForce === undefined) return defaultModels[kind];
  if (inForce.version === before[kind].version) return before[kind];
  const model = loadModel(kind, inForce);
  if (model.version === inForce.version) return model;
  throw new RuntimeError({
    code: 'NOT_INITIALIZED',
    message: `the stored ${kind} model was altered: expected version \`${inForce.version}\`, found \`${model.version}\``,
  });
}
