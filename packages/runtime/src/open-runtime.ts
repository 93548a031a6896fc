import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Database } from '@zoqore/database';
import { openLedger } from '@zoqore/ledger';
import type { CompanionWriter, LedgerStore, PublicationOptions, Signer, SigningKeys } from '@zoqore/ledger';
import { readLedgerRole } from '@zoqore/ledger/postgres';
import type { LedgerRole } from '@zoqore/ledger/postgres';
import { sql } from 'drizzle-orm';
import { couldPermit } from '@zoqore/policy';
import { createActors } from './operations/actors.ts';
import type { Actors } from './operations/actors.ts';
import { createAudit } from './operations/audit.ts';
import type { Audit } from './operations/audit.ts';
import { createAllowances } from './pipeline/allowances.ts';
import { createApprovals } from './operations/approvals.ts';
import type { Approvals } from './operations/approvals.ts';
import { lapseApprovals } from './operations/lapse-approvals.ts';
import { ask } from './pipeline/ask.ts';
import type { Memory } from './pipeline/ask.ts';
import { requireActor } from './authorize.ts';
import {
  approvalDecisionWriter,
  approvalLapseWriter,
  approvalRequestWriter,
  approvalUseWriter,
} from './companions/approval.ts';
import { erasureWriter } from './companions/erasure.ts';
import { createDecisionWriter } from './companions/decision.ts';
import { createOutcomeWriter } from './companions/outcome.ts';
import { modelWriter, modeWriter } from './companions/model.ts';
import { createSessionLabelWriter } from './companions/session-labels.ts';
import {
  actorWriter,
  haltWriter,
  keyRevocationWriter,
  keyWriter,
  policyWriter,
  resumeWriter,
  seenWriter,
  toolPinWriter,
} from './companions/standing.ts';
import { trustCapWriter, trustResetWriter } from './companions/trust.ts';
import type { Core, Settings } from './core.ts';
import { createDecisions } from './operations/decisions.ts';
import type { Decisions } from './operations/decisions.ts';
import { createHalts } from './operations/halts.ts';
import type { Halts } from './operations/halts.ts';
import { createKeys, ensurePresetKey } from './operations/keys.ts';
import type { Keys, PresetKey } from './operations/keys.ts';
import { createLedgerKeys } from './operations/ledger-keys.ts';
import type { LedgerKeyOperations } from './operations/ledger-keys.ts';
import { createModels } from './operations/models.ts';
import type { ModelOperations, ReadModelFile } from './operations/models.ts';
import { createModes } from './operations/modes.ts';
import type { Modes } from './operations/modes.ts';
import { recordOutcome } from './operations/outcomes.ts';
import { createPolicies } from './operations/policies.ts';
import type { Policies } from './operations/policies.ts';
import { installation } from './operations/policy-file.ts';
import type { PolicyFile } from './standing/load-policy.ts';
import type { ReadPolicyFile, UnreadablePolicyFile } from './operations/policy-proposal.ts';
import type { Health } from './operations/health.ts';
import { createPendingLabels } from './pipeline/pending-labels.ts';
import { createRecentDecisions } from './pipeline/recent-decisions.ts';
import { createRecentAnswers } from './pipeline/recent-answers.ts';
import { createRequestKeyFilter } from './pipeline/request-key-filter.ts';
import type { Governance } from './governance.ts';
import { health } from './operations/health.ts';
import { newActor } from './standing/standing.ts';
import { createRetention } from './operations/retention.ts';
import type { RecordRetention } from './operations/retention.ts';
import { createTools } from './operations/tools.ts';
import type { Tools } from './operations/tools.ts';
import { trustStanding } from './standing/trust.ts';
import type { ReadPack } from './standing/self-contained.ts';
import { readableLedger, tablesBehind, translatedLedger } from './reading.ts';
import type { ReadableLedger } from './reading.ts';
import { openView } from './standing/view.ts';

export interface RuntimeOptions {
  readonly database: Database;
  readonly store: LedgerStore;
  /** Keys of the ledger; a signer alone can be neither rotated nor revoked. */
  readonly signer: Signer | SigningKeys;
  readonly installationId: string;
  /**
   * The policy file, or what reads it anew whenever somebody asks what it holds. The first one ever is put in force and
   * must be readable; later ones wait for `policies.apply`.
   */
  readonly policy: PolicyFile | UnreadablePolicyFile | ReadPolicyFile;
  /** The files of the models. Nothing is put in force from them without `models.apply`. Default: there are none. */
  readonly models?: ReadModelFile;
  /** Texts of the packs that a set may extend by name. Default: none. */
  readonly readPack?: ReadPack;
  readonly environment: {
    /** Relative paths of requests and policies resolve here. Absolute. */
    readonly workspace: string;
    readonly home: string;
    /** Nothing governed may read or change these. Absolute. */
    readonly protectedPaths: readonly string[];
  };
  /** Epoch milliseconds. */
  readonly clock?: () => number;
  readonly random?: (bytes: number) => Uint8Array;
  readonly replayWindowMs?: number;
  readonly approvalTtlMs?: number;
  readonly approvalUrl?: (id: string) => string;
  readonly presetKeys?: readonly PresetKey[];
  /** Witnesses and anchors of the ledger. Default: none. */
  readonly publication?: PublicationOptions;
}

/** The running pipeline and every operation around it. */
export interface Runtime extends Governance {
  readonly actors: Actors;
  readonly approvals: Approvals;
  readonly audit: Audit;
  readonly decisions: Decisions;
  readonly halts: Halts;
  readonly keys: Keys;
  readonly ledgerKeys: LedgerKeyOperations;
  readonly models: ModelOperations;
  readonly modes: Modes;
  readonly tools: Tools;
  readonly policies: Policies;
  readonly retention: RecordRetention;
  readonly ledger: ReadableLedger;
  readonly installationId: string;
  readonly database: Pick<Database, 'engine' | 'isExclusive'>;
  /** As what the runtime speaks to PostgreSQL; undefined on the embedded store, which belongs to its process. */
  databaseRole(): Promise<LedgerRole | undefined>;
  /** Computed from what works now. */
  health(): Promise<Health>;
  /** Finishes what was accepted, refuses what comes after. */
  close(): Promise<void>;
}

/** Every table row that the runtime writes goes through one of these or those two, in its entry's transaction. */
const standingWriters: readonly CompanionWriter[] = [
  approvalRequestWriter,
  approvalDecisionWriter,
  approvalUseWriter,
  approvalLapseWriter,
  actorWriter,
  trustResetWriter,
  trustCapWriter,
  haltWriter,
  resumeWriter,
  keyWriter,
  keyRevocationWriter,
  toolPinWriter,
  seenWriter,
  policyWriter,
  modelWriter,
  modeWriter,
];

const minute = 60_000;
const recentAnswers = 256;
const recentDecisions = 16_384;

/**
 * Opens the ledger with the runtime's companion writers, migrates its tables, puts the first policy in force and
 * makes the preset keys known. The caller keeps the database and closes it after the runtime.
 * @throws RuntimeError NOT_INITIALIZED when the stored policy was altered, LEDGER_UNAVAILABLE; while no policy is in force
 * POLICY_INVALID, or what the caller met when it read the policy; LedgerError; DatabaseError
 */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { installationId, environment } = options;
  const clock = options.clock ?? Date.now;
  await options.database.migrate({
    schema: 'zoqore_runtime',
    folder: fileURLToPath(new URL('../migrations', import.meta.url)),
  });
  const replayWindowMs = options.replayWindowMs ?? 5 * minute;
  const recent = createRecentDecisions(recentDecisions);
  // What other processes decide is found only in the table.
  const alone = options.database.isExclusive
    ? { recent, filter: createRequestKeyFilter(replayWindowMs) }
    : undefined;
  const opened = await openLedger({
    store: options.store,
    origin: `zoqore/${installationId}/main`,
    signer: options.signer,
    companions: [
      createDecisionWriter(alone?.filter),
      createOutcomeWriter(alone?.recent),
      createSessionLabelWriter({ isShared: !options.database.isExclusive }),
      ...standingWriters,
    ],
    erasers: [erasureWriter],
    clock: () => new Date(clock()),
    ...(options.publication === undefined ? {} : { publication: options.publication }),
  });
  const ledger = translatedLedger(opened);
  const database = tablesBehind(options.database, opened);
  alone?.filter.coverFrom(await firstKnown(database, clock()));
  const settings: Settings = {
    workspace: environment.workspace,
    home: environment.home,
    replayWindowMs,
    approvalTtlMs: options.approvalTtlMs ?? 60 * minute,
    approvalUrl: options.approvalUrl ?? ((id) => `qorectl approvals approve ${id}`),
  };
  const view = await openView(database, environment, clock);
  const core: Core = {
    database,
    store: options.store,
    ledger,
    recentDecisions: recent,
    pendingLabels: createPendingLabels(),
    view,
    settings,
    clock,
    random: options.random ?? pooledRandom(),
  };
  if (ledger.recovered.isDoubtful) await lapseApprovals(core);
  const allowances = createAllowances();
  const { policy } = options;
  const readFile = typeof policy === 'function' ? policy : () => policy;
  const policies = createPolicies(core, {
    environment,
    readFile,
    readPack: options.readPack ?? (() => undefined),
    allowances,
  });
  if (view.standing.policy === undefined) {
    const file = readFile();
    if ('error' in file) throw file.error;
    await policies.apply(installation, file);
  }
  for (const preset of options.presetKeys ?? []) await ensurePresetKey(core, preset);
  const memory: Memory = { recent: createRecentAnswers(recentAnswers), allowances };
  const models = createModels(core, options.models ?? (() => undefined));
  return assemble(core, memory, { policies, models, installationId });
}

/**
 * Since when the decisions of this process are all there are, epoch milliseconds: nothing that stands was decided later.
 * Looked for among the latest, for the clock may have been set back since.
 */
async function firstKnown(database: Core['database'], now: number): Promise<number> {
  const [found] = await database.query<{ latest: number | null }>(sql`
    SELECT max(at) AS latest FROM zoqore_runtime.decision
    WHERE index > (SELECT max(index) FROM zoqore_runtime.decision) - 100000`);
  const latest = found?.latest ?? undefined;
  return latest === undefined ? -Infinity : Math.max(now, latest);
}

/** Asking the generator once for many ids: one call costs as much as a whole evaluation. */
function pooledRandom(): (bytes: number) => Uint8Array {
  let pool = randomBytes(4096);
  let used = 0;
  return (bytes) => {
    if (used + bytes > pool.length) {
      pool = randomBytes(Math.max(4096, bytes));
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}

async function assemble(
  core: Core,
  memory: Memory,
  {
    policies,
    models,
    installationId,
  }: { readonly policies: Policies; readonly models: ModelOperations; readonly installationId: string },
): Promise<Runtime> {
  const { ledger, view, database } = core;
  const keys = createKeys(core);
  const tools = createTools(core);
  return {
    actors: createActors(core),
    approvals: createApprovals(core),
    audit: createAudit(core),
    decisions: createDecisions(core),
    halts: createHalts(core),
    keys,
    ledgerKeys: createLedgerKeys(core),
    models,
    modes: createModes(core),
    tools,
    policies,
    retention: createRetention(core),
    ledger: readableLedger(ledger),
    installationId,
    database,
    authenticate: keys.authenticate,
    decide: (credential, request, decideOptions = {}) =>
      ask(core, memory, credential, { request, options: decideOptions }),
    requireActor: (credential, claim) => requireActor(core, credential, claim),
    recordOutcome: (credential, report, { isVerified = false } = {}) =>
      recordOutcome(core, credential, report, isVerified),
    observeTools: (server, seen) => tools.observe(server, seen),
    couldPermit(actorId, { server, name, action }) {
      const { policy } = view;
      // Without a policy nothing is shown.
      if (policy === undefined) return false;
      const trustModel = view.models.trust.model;
      const { kind, roles, ...trust } = view.standing.actors.get(actorId) ?? newActor(trustModel);
      const { stage } = trustStanding(trust, trustModel, core.clock());
      const actor = { id: actorId, kind, roles, trustStage: stage };
      return couldPermit(policy, { actor, action, tool: { server, name }, now: core.clock() });
    },
    databaseRole: async () => (database.isExclusive ? undefined : await readLedgerRole(database)),
    health: () => health(core),
    async close() {
      view.close();
      await ledger.close();
    },
  };
}
