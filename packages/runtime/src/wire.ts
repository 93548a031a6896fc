import type {
  Archive,
  BareEntry,
  Hold,
  KeyChangeResult,
  LedgerKeyReport,
  LogConsistency,
  PublicationReport,
  RemovalDone,
  RemovalPlan,
} from '@zoqore/ledger';
import { z } from 'zod';
import type { ActorDetail, ActorRecord } from './operations/actors.ts';
import type { Approval } from './standing/approval.ts';
import type { Answer, DecisionRecord } from './decision.ts';
import type { Halt } from './standing/halt.ts';
import { operationalModes } from './standing/mode.ts';
import { modelKinds } from './standing/model-kind.ts';
import type { ModeInForce } from './operations/modes.ts';
import type { PolicyWarning } from './operations/policies.ts';
import type { ReplayReport } from './operations/policy-replay.ts';
import type { Health } from './operations/health.ts';
import type { Needed } from './operations/retention.ts';
import type { KeyRecord } from './operations/keys.ts';
import type { ToolRecord } from './operations/tools.ts';
import { signalIdSchema } from './request/decision-request.ts';

/**
 * The JSON shapes of the API, for its description and for whoever parses it. Each is held to the type that the
 * runtime gives out, so the two cannot drift apart.
 */

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime({ precision: 3 });
export const index = z.int().min(0);
export const action = z.enum(['read', 'write', 'execute', 'network', 'admin']);
export const grade = z.enum(['L1', 'L2', 'L3']);
export const outcome = z.enum(['ALLOW', 'DENY', 'ESCALATE']);
const actors = z.union([z.array(z.string().min(1).max(256)).max(1000), z.literal('any')]);
const scopes = z.array(z.enum(['decide', 'approve', 'admin'])).min(1);

export const obligation = z.discriminatedUnion('type', [
  z.object({ type: z.literal('limit'), perMinute: z.int() }),
  z.object({ type: z.literal('redact'), fields: z.array(z.string()) }),
  z.object({ type: z.literal('require-reason') }),
  z.object({ type: z.literal('watermark'), text: z.string() }),
  z.object({ type: z.literal('sandbox'), profile: z.string() }),
  z.object({ type: z.literal('notify'), channel: z.string() }),
  z.object({ type: z.literal('record-content') }),
  z.object({ type: z.literal('quorum'), count: z.int() }),
]);

export const receiptSchema = z.object({ log: z.string(), index, leafHash: digest });

export const answerSchema = z.object({
  requestId: z.string(),
  decisionId: z.string(),
  auditEventId: z.string(),
  decision: outcome,
  riskGrade: grade,
  evaluationTier: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  reasons: z.array(z.string()),
  requiredActions: z.array(z.string()),
  policyVersion: z.string(),
  evaluatedAt: instant,
  matchedRules: z.array(z.string()),
  obligations: z.array(obligation),
  receipt: receiptSchema,
  approval: z.object({ id: z.string(), url: z.string(), expiresAt: instant }).exactOptional(),
  validUntil: instant,
}) satisfies z.ZodType<Answer>;

export const decisionRecordSchema = answerSchema.extend({
  index,
  actorId: z.string(),
  action,
  targetPath: z.string(),
  surface: z.string(),
  intentDigest: digest.exactOptional(),
  credential: z.string(),
  follows: z.string().exactOptional(),
}) satisfies z.ZodType<DecisionRecord>;

export const decisionPageSchema = z.object({
  items: z.array(decisionRecordSchema),
  next: index.exactOptional(),
});

export const jsonSchema = z.json();
export const jsonObject = z.record(z.string(), jsonSchema);

export const decisionDetailSchema = z.object({
  decision: decisionRecordSchema,
  facts: jsonObject,
  outcome: jsonObject.exactOptional(),
});

export const approvalSchema = z.object({
  id: z.string(),
  state: z.enum(['pending', 'approved', 'refused', 'expired', 'used']),
  actorId: z.string(),
  action,
  targetPath: z.string(),
  intentDigest: digest,
  policyVersion: z.string(),
  riskGrade: grade,
  reasons: z.array(z.string()),
  matchedRules: z.array(z.string()),
  decisionId: z.string(),
  index,
  requestedAt: instant,
  expiresAt: instant,
  decidedAt: instant.exactOptional(),
  decidedBy: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  usedBy: z.string().exactOptional(),
  isOutdated: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Approval>;

export const askedApprovalSchema = approvalSchema.extend({
  request: z
    .object({
      content: z.string().exactOptional(),
      context: jsonObject.exactOptional(),
      isWhole: z.boolean(),
    })
    .exactOptional(),
});

export const approvalListSchema = z.object({ items: z.array(approvalSchema) });

export const haltSchema = z.object({
  actorId: z.string().exactOptional(),
  keyId: z.string().exactOptional(),
  reason: z.string(),
  haltedAt: instant,
  haltedBy: z.string(),
}) satisfies z.ZodType<Halt>;

export const keyRecordSchema = z.object({
  id: z.string(),
  name: z.string(),
  scopes,
  actors,
  createdAt: instant,
  revokedAt: instant.exactOptional(),
}) satisfies z.ZodType<KeyRecord>;

const share = z.number().min(0).max(1);
export const role = z.string().min(1).max(128);

export const actorRecordSchema = z.object({
  id: z.string(),
  kind: z.string(),
  roles: z.array(z.string()),
  trustStage: z.enum(['CBT', 'KBT', 'IBT']),
  trust: share,
  isOnProbation: z.boolean(),
  verifiedOutcomes: z.int(),
  trustCap: share.exactOptional(),
  lastMove: z
    .object({
      at: instant,
      index,
      cause: z.enum(['executed', 'failed', 'timed-out', 'violation', 'reset', 'capped', 'cap-lifted']),
      change: z.number().exactOptional(),
      by: z.string().exactOptional(),
      reason: z.string().exactOptional(),
    })
    .exactOptional(),
}) satisfies z.ZodType<ActorRecord>;

export const actorDetailSchema = actorRecordSchema.extend({
  outcomes: z.array(
    z.object({
      index,
      at: instant,
      decisionId: z.string(),
      status: z.string(),
      isVerified: z.boolean(),
      trustChange: z.number(),
    }),
  ),
}) satisfies z.ZodType<ActorDetail>;

export const modeSchema = z.object({
  mode: z.enum(operationalModes),
  reason: z.string().exactOptional(),
  setAt: instant.exactOptional(),
  setBy: z.string().exactOptional(),
}) satisfies z.ZodType<ModeInForce>;

export const toolRecordSchema = z.object({
  server: z.string(),
  name: z.string(),
  state: z.enum(['first-seen', 'known', 'changed']),
  definitionDigest: digest,
  changedTo: digest.exactOptional(),
  firstSeenAt: instant,
}) satisfies z.ZodType<ToolRecord>;

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  initialized: z.boolean(),
  policyLoaded: z.boolean(),
  ledgerAvailable: z.boolean(),
  policyVersion: z.string(),
  timestamp: instant,
  failing: z.array(z.string()).exactOptional(),
}) satisfies z.ZodType<Health>;

/** An MCP server behind a gateway of the same process, as the gateway sees it. */
export const upstreamSchema = z.object({
  name: z.string(),
  state: z.enum(['idle', 'connecting', 'ready', 'failed']),
  protocolVersion: z.string().exactOptional(),
  tools: z.int(),
  markedTools: z.array(z.string()).readonly().exactOptional(),
  leftOutTools: z.int().exactOptional(),
  reason: z.string().exactOptional(),
  stderrTail: z.array(z.string()).readonly().exactOptional(),
});

const reached = z.object({ size: index, at: instant });

/** How far witnesses and anchors have the checkpoints of the ledger. */
const publicationSchema = z.object({
  witnesses: z
    .object({
      quorum: z.int(),
      covered: reached.exactOptional(),
      waitingSince: instant.exactOptional(),
      witnesses: z
        .array(
          z.object({
            name: z.string(),
            url: z.string(),
            cosigned: reached.exactOptional(),
            failure: z.string().exactOptional(),
            alarm: z
              .object({ kind: z.enum(['forked', 'ahead']), theirSize: index, ourSize: index, at: instant })
              .exactOptional(),
          }),
        )
        .readonly(),
    })
    .exactOptional(),
  anchors: z
    .array(
      z.object({
        name: z.string(),
        anchored: reached.exactOptional(),
        failure: z.string().exactOptional(),
      }),
    )
    .readonly(),
}) satisfies z.ZodType<PublicationReport>;

export const statusSchema = z.object({
  version: z.string(),
  installation: z.string(),
  pid: z.int(),
  startedAt: instant,
  engine: z.enum(['pglite', 'postgres']),
  databaseRole: z
    .object({ name: z.string(), isSuperuser: z.boolean(), isOwner: z.boolean(), mayChange: z.boolean() })
    .exactOptional(),
  policy: z.object({
    name: z.string(),
    policyVersion: z.string(),
    appliedAt: instant,
    isProposalWaiting: z.boolean(),
    unreadable: z.object({ source: z.string(), message: z.string() }).exactOptional(),
  }),
  models: z.array(
    z.object({
      kind: z.enum(modelKinds),
      version: digest,
      isProposalWaiting: z.boolean(),
      unreadable: z.object({ source: z.string(), message: z.string() }).exactOptional(),
    }),
  ),
  mode: modeSchema,
  ledger: z.object({ log: z.string(), size: index, root: digest }),
  approvals: z.object({ waiting: z.int() }),
  halts: z.array(haltSchema),
  tools: z.object({ known: z.int(), changed: z.int() }),
  keys: z.object({ unbound: z.array(z.string()) }),
  upstreams: z.array(upstreamSchema).exactOptional(),
  publication: publicationSchema.exactOptional(),
});

export const headSchema = z.object({ log: z.string(), size: index, root: digest, chain: digest });

export const policyWarningSchema = z.object({
  rule: z.string(),
  message: z.string(),
}) satisfies z.ZodType<PolicyWarning>;

const policyAnswer = z.object({ effect: z.string(), rules: z.array(z.string()) });

const policyWideningSchema = z.object({
  answer: z.enum(['yes', 'no', 'maybe']),
  changes: z.array(
    z.object({
      cause: z.union([
        z.object({ rule: z.string(), in: z.enum(['first', 'second']) }),
        z.object({ defaultFor: z.string() }),
      ]),
      certainty: z.enum(['yes', 'maybe']),
      request: z.looseObject({}).exactOptional(),
      first: policyAnswer.exactOptional(),
      second: policyAnswer.exactOptional(),
      duty: z.string().exactOptional(),
      reason: z.string().exactOptional(),
    }),
  ),
});

const policyIssue = z.looseObject({ message: z.string() });

export const policyCheckSchema = z.discriminatedUnion('valid', [
  z.object({
    valid: z.literal(true),
    policyVersion: z.string(),
    name: z.string(),
    rules: z.int(),
    warnings: z.array(policyWarningSchema),
    widening: policyWideningSchema.exactOptional(),
  }),
  z.object({ valid: z.literal(false), issues: z.array(policyIssue) }),
]);

export const policyInForceSchema = z.looseObject({
  policyVersion: z.string(),
  name: z.string(),
  source: z.string(),
  appliedAt: z.string(),
  appliedBy: z.string(),
  set: z.looseObject({}),
  proposed: z.object({ policyVersion: z.string(), source: z.string() }).exactOptional(),
  unreadable: z
    .object({ source: z.string(), message: z.string(), issues: z.array(policyIssue) })
    .exactOptional(),
});

export const modelInForceSchema = z.object({
  kind: z.enum(modelKinds),
  version: digest,
  model: z.looseObject({}),
  source: z.string().exactOptional(),
  appliedAt: instant.exactOptional(),
  appliedBy: z.string().exactOptional(),
  proposed: z.object({ version: digest, source: z.string() }).exactOptional(),
  unreadable: z
    .object({ source: z.string(), message: z.string(), issues: z.array(policyIssue) })
    .exactOptional(),
});

export const modelCheckSchema = z.discriminatedUnion('valid', [
  z.object({ valid: z.literal(true), version: digest, looser: z.array(z.string()) }),
  z.object({ valid: z.literal(false), issues: z.array(policyIssue) }),
]);

export const modelAppliedSchema = z.object({
  version: digest,
  looser: z.array(z.string()),
  receipt: receiptSchema,
});

// Bodies and queries of requests. Strict: what is misspelt is refused.

export const outcomeReportSchema = z.strictObject({
  decisionId: z.string().min(1).max(128),
  status: z.enum(['executed', 'failed', 'timed-out', 'violation']),
  resultDigest: digest.exactOptional(),
  detail: z.string().max(500).exactOptional(),
  durationMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
  findings: z
    .array(z.strictObject({ id: signalIdSchema, grade }))
    .max(16)
    .exactOptional(),
});

export const approvalVerdictSchema = z.strictObject({
  decision: z.enum(['approve', 'refuse']),
  reason: z.string().max(1000).exactOptional(),
});

export const haltRequestSchema = z.strictObject({
  actorId: z.string().min(1).max(256).exactOptional(),
  keyId: z.string().min(1).max(64).exactOptional(),
  reason: z.string().min(1).max(1000),
});

export const resumeRequestSchema = haltRequestSchema.omit({ reason: true });

export const actorDescriptionSchema = z.strictObject({
  actorId: z.string().min(1).max(256),
  kind: z.enum(['agent', 'person', 'service']),
  roles: z.array(role).max(64),
});

const reason = z.string().min(1).max(1000);
const actorId = z.string().min(1).max(256);

export const trustResetSchema = z.strictObject({ actorId, reason });
export const trustCapSchema = z.strictObject({ actorId, cap: share.exactOptional(), reason });
export const modeRequestSchema = z.strictObject({ mode: z.enum(operationalModes), reason });

export const newKeySchema = z.strictObject({ name: z.string().min(1).max(128), scopes, actors });

export const toolAcceptanceSchema = z.strictObject({
  server: z.string().min(1).max(128),
  name: z.string().min(1).max(256),
  definitionDigest: digest,
});

/** Longer than any that is read: what is too long is refused with its place. */
const policyText = z.string().max(4 * 1024 * 1024);
const policySource = z.string().max(1024).default('policy');

export const policyFileSchema = z.strictObject({ text: policyText, source: policySource });
export const policyApplySchema = z.strictObject({
  text: policyText,
  source: policySource,
  onlyNarrower: z.boolean().exactOptional(),
});
export const modelFileSchema = policyFileSchema.extend({ kind: z.enum(modelKinds) });
export const modelApplySchema = modelFileSchema.extend({
  onlyStricter: z.boolean().exactOptional(),
});
export const policyTestSchema = z.strictObject({ text: policyText, source: policySource, tests: policyText });
const sideSchema = z.object({ effect: z.enum(['allow', 'escalate', 'deny']), rules: z.array(z.string()) });
const flips = { wider: index, narrower: index, obligations: index };
const countsSchema = z.array(z.object({ name: z.string(), ...flips }));
export const comparedPolicySchema = z.object({ policyVersion: digest, name: z.string() });
export const replayReportSchema = z.object({
  before: comparedPolicySchema,
  after: comparedPolicySchema,
  decisions: index,
  same: index,
  ...flips,
  byRule: countsSchema,
  byActor: countsSchema,
  byTool: countsSchema,
  samples: z.array(
    z.object({
      index,
      decisionId: z.string(),
      at: instant,
      actor: z.string(),
      action: z.string(),
      target: z.string(),
      change: z.enum(['wider', 'narrower', 'obligations']),
      before: sideSchema,
      after: sideSchema,
    }),
  ),
  notReplayable: z.array(z.object({ reason: z.string(), count: index, first: z.array(index) })),
}) satisfies z.ZodType<ReplayReport>;
export const policyExplainSchema = z.strictObject({ request: z.unknown() });
export const verifySchema = z.strictObject({ from: index.exactOptional(), since: index.exactOptional() });

const whole = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).pipe(z.int({ error }).min(min, error).max(max, error));
};
export const epochMs = z.union(
  [whole(0, Number.MAX_SAFE_INTEGER), z.iso.datetime().transform((text) => Date.parse(text))],
  { error: 'expected an RFC 3339 instant or milliseconds since 1970' },
);

export const decisionQuerySchema = z.strictObject({
  limit: whole(1, 500).exactOptional(),
  before: whole(0, Number.MAX_SAFE_INTEGER).exactOptional(),
  actor: z.string().max(256).exactOptional(),
  decision: outcome.exactOptional(),
  action: action.exactOptional(),
  grade: grade.exactOptional(),
  since: epochMs.exactOptional(),
  until: epochMs.exactOptional(),
});

export const approvalQuerySchema = z.strictObject({
  state: approvalSchema.shape.state.exactOptional(),
  actor: z.string().max(256).exactOptional(),
});

const ledgerKeyId = z.string().regex(/^[0-9a-f]{8}$/);

export const ledgerKeyReportSchema = z.object({
  keys: z.array(
    z.object({
      id: ledgerKeyId,
      verifierKey: z.string(),
      state: z.enum(['valid', 'retired', 'revoked']),
      from: index,
      to: index.exactOptional(),
      isHere: z.boolean(),
      since: z.string().exactOptional(),
      by: z.string().exactOptional(),
      reason: z.string().exactOptional(),
    }),
  ),
  unrecorded: z.array(ledgerKeyId),
  fault: z.string().exactOptional(),
}) satisfies z.ZodType<LedgerKeyReport>;

export const ledgerKeyChangeSchema = z.object({
  receipt: receiptSchema,
  added: ledgerKeyId.exactOptional(),
}) satisfies z.ZodType<KeyChangeResult>;

export const ledgerKeyRetirementSchema = z.strictObject({ id: ledgerKeyId });

export const ledgerKeyRevocationSchema = z.strictObject({
  id: ledgerKeyId,
  reason: z.string().min(1).max(1000),
  from: index.exactOptional(),
});

/** Hashes in hex; to be checked with `verifyConsistency` of `@zoqore/ledger/verify`. */
export const consistencySchema = z.object({
  from: index,
  to: index,
  fromRoot: digest,
  toRoot: digest,
  path: z.array(digest),
}) satisfies z.ZodType<LogConsistency>;

/** Some of the entries that were asked for, from the first on. A leaf that was pruned or erased is absent. */
export const leavesSchema = z.object({
  items: z.array(z.object({ index, leafHash: digest, leaf: z.string().exactOptional() })),
}) satisfies z.ZodType<{ items: readonly BareEntry[] }>;

const removalReason = z.string().min(1).max(1000);
const ranges = z.array(z.tuple([index, index])).readonly();
const holdTerms = {
  from: index.exactOptional(),
  to: index.exactOptional(),
  kinds: z.array(z.string().min(1).max(256)).min(1).max(64).readonly().exactOptional(),
  actors: z.array(z.string().min(1).max(256)).min(1).max(64).readonly().exactOptional(),
};

export const holdSchema = z.object({
  ...holdTerms,
  id: index,
  reason: z.string(),
  placedBy: z.string(),
  placedAt: instant,
}) satisfies z.ZodType<Hold>;

export const newHoldSchema = z
  .strictObject({ ...holdTerms, reason: removalReason })
  .refine(({ from = 0, to = Infinity }) => from < to, {
    path: ['to'],
    error: 'expected an index above `from`: it stands behind the last one that is covered',
  });
export const holdReleaseSchema = z.strictObject({ hold: index, reason: removalReason });

/** `confirm: false` plans and changes nothing. */
export const pruneSchema = z.strictObject({
  before: index.exactOptional(),
  olderThan: instant.exactOptional(),
  isUnarchivedToo: z.boolean().exactOptional(),
  reason: removalReason,
  confirm: z.boolean(),
});

export const eraseSchema = z.strictObject({
  from: index.exactOptional(),
  to: index.exactOptional(),
  actor: z.string().min(1).max(256).exactOptional(),
  isLeafToo: z.boolean().exactOptional(),
  reason: removalReason,
  confirm: z.boolean(),
});

export const removalPlanSchema = z.object({
  act: z.enum(['prune', 'erase']),
  ranges,
  entries: z.int(),
  leaves: z.int(),
  held: z.array(z.object({ hold: index, entries: z.int() })).readonly(),
  kept: z.int(),
  unarchived: z.int(),
  /** What was asked for and stays, because the running state still needs it: leaves from entry `from` on. */
  needed: z.object({ from: index, until: instant, entries: z.int() }).exactOptional(),
}) satisfies z.ZodType<RemovalPlan & Needed>;

export const removalSchema = removalPlanSchema.extend({
  /** Of the entries that say so; absent from a plan. */
  receipts: z.array(receiptSchema).readonly().exactOptional(),
  /** False: it is done, and the journal is still to be rewritten, which the next start does; absent from a plan. */
  isForgotten: z.boolean().exactOptional(),
}) satisfies z.ZodType<RemovalPlan & Needed & Partial<RemovalDone>>;

export const archiveSchema = z.strictObject({
  from: index,
  to: index,
  size: index,
  root: digest,
  sha256: digest,
  place: z.string().min(1).max(1000),
}) satisfies z.ZodType<Archive>;
export const policyReplaySchema = z.strictObject({
  before: policyFileSchema.exactOptional(),
  after: policyFileSchema,
  since: epochMs.exactOptional(),
  until: epochMs.exactOptional(),
  samples: whole(0, 100).exactOptional(),
});
