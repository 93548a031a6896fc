import { z } from 'zod';

const instant = z.iso.datetime();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const receipt = z.object({ log: z.string(), index: z.int(), leafHash: digest });

const answer = z.object({
  requestId: z.string(),
  decisionId: z.string(),
  auditEventId: z.string(),
  decision: z.enum(['ALLOW', 'DENY', 'ESCALATE']),
  riskGrade: z.enum(['L1', 'L2', 'L3']),
  evaluationTier: z.int().min(0).max(3),
  reasons: z.array(z.string()),
  requiredActions: z.array(z.string()),
  policyVersion: z.string(),
  evaluatedAt: instant,
  matchedRules: z.array(z.string()),
  obligations: z.array(z.looseObject({ type: z.string() })),
  receipt,
  approval: z.object({ id: z.string(), url: z.string(), expiresAt: instant }).optional(),
  validUntil: instant,
});
const decision = answer.extend({
  index: z.int(),
  actorId: z.string(),
  action: z.string(),
  targetPath: z.string(),
  surface: z.string(),
});
const approval = z.object({
  id: z.string(),
  state: z.string(),
  actorId: z.string(),
  action: z.string(),
  targetPath: z.string(),
  expiresAt: instant,
  isOutdated: z.literal(true).optional(),
});
const halt = z.object({
  actorId: z.string().optional(),
  keyId: z.string().optional(),
  reason: z.string(),
  haltedAt: instant,
  haltedBy: z.string(),
});
const key = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  actors: z.union([z.array(z.string()), z.literal('any')]),
  createdAt: instant,
});
const actor = z.object({
  id: z.string(),
  kind: z.string(),
  roles: z.array(z.string()),
  trustStage: z.string(),
  trust: z.number(),
  isOnProbation: z.boolean(),
  verifiedOutcomes: z.int(),
  trustCap: z.number().optional(),
  lastMove: z.looseObject({ at: instant, index: z.int(), cause: z.string() }).optional(),
});
const mode = z.object({
  mode: z.enum(['normal', 'lean', 'surge', 'safe']),
  reason: z.string().optional(),
  setAt: instant.optional(),
  setBy: z.string().optional(),
});
const model = z.object({
  kind: z.enum(['risk', 'trust']),
  version: digest,
  model: z.looseObject({}),
  source: z.string().optional(),
  appliedAt: instant.optional(),
  appliedBy: z.string().optional(),
  proposed: z.object({ version: digest, source: z.string() }).optional(),
  unreadable: z.looseObject({ source: z.string(), message: z.string() }).optional(),
});
const modelChange = z.object({
  model: z.enum(['risk', 'trust']),
  source: z.string(),
  before: digest,
  version: digest,
  isInForce: z.boolean(),
  looser: z.array(z.string()),
});
const answerOfSet = z.object({ effect: z.string(), rules: z.array(z.string()) });
const comparedDirection = z.object({
  answer: z.enum(['yes', 'no', 'maybe']),
  changes: z.array(
    z.object({
      cause: z.union([
        z.object({ rule: z.string(), in: z.enum(['first', 'second']) }),
        z.object({ defaultFor: z.string() }),
      ]),
      certainty: z.enum(['yes', 'maybe']),
      request: z.looseObject({}).optional(),
      first: answerOfSet.optional(),
      second: answerOfSet.optional(),
      duty: z.string().optional(),
      reason: z.string().optional(),
    }),
  ),
});
const policyWarnings = z.array(z.object({ rule: z.string(), message: z.string() }));
const tool = z.object({ server: z.string(), name: z.string(), state: z.string(), definitionDigest: digest });
const upstream = z.object({
  name: z.string(),
  state: z.enum(['idle', 'connecting', 'ready', 'failed']),
  tools: z.int(),
  markedTools: z.array(z.string()).optional(),
  leftOutTools: z.int().optional(),
  reason: z.string().optional(),
  stderrTail: z.array(z.string()).optional(),
});
const head = z.object({ log: z.string(), size: z.int(), root: digest, chain: digest });
const ledgerKeyChange = z.object({ receipt, added: z.string().optional() });
const check = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['ok', 'warn', 'fail', 'skip']),
  evidence: z.string(),
  fix: z.string().optional(),
});
const preview = z.object({
  decision: z.looseObject({}),
  verdict: z.looseObject({}),
  explanation: z.looseObject({}),
  assessment: z.looseObject({}),
});
const policyChange = z.enum(['wider', 'narrower', 'obligations']);

const explained = z.object({
  code: z.string(),
  name: z.string(),
  title: z.string(),
  meaning: z.string(),
  remedy: z.string(),
  exitCode: z.int(),
});
const removal = z.object({
  isDone: z.boolean(),
  act: z.enum(['prune', 'erase']),
  ranges: z.array(z.tuple([z.int(), z.int()])),
  entries: z.int(),
  leaves: z.int(),
  held: z.array(z.object({ hold: z.int(), entries: z.int() })),
  kept: z.int(),
  unarchived: z.int(),
  needed: z.object({ from: z.int(), until: instant, entries: z.int() }).optional(),
  receipts: z.array(receipt),
  isForgotten: z.boolean().optional(),
});
const hold = z.object({
  id: z.int(),
  from: z.int().optional(),
  to: z.int().optional(),
  kinds: z.array(z.string()).optional(),
  actors: z.array(z.string()).optional(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: instant,
});
const witnesses = z.array(z.object({ name: z.string(), at: instant }));
const items = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/**
 * `data` of the envelope that `--json` prints, by command. What an API answer holds beyond these fields is passed on;
 * these fields are kept.
 */
const flips = { wider: z.int(), narrower: z.int(), obligations: z.int() };
const flipCounts = z.array(z.object({ name: z.string(), ...flips }));
const comparedPolicy = z.object({ policyVersion: z.string(), name: z.string() });

export const commandSchemas: Readonly<Record<string, z.ZodType>> = {
  'actors cap': actor,
  'actors list': items(actor),
  'actors reset': actor,
  'actors set': actor,
  'actors show': actor.extend({
    outcomes: z.array(
      z.object({
        index: z.int(),
        at: instant,
        decisionId: z.string(),
        status: z.string(),
        isVerified: z.boolean(),
        trustChange: z.number(),
      }),
    ),
  }),
  'approvals approve': approval,
  'approvals list': items(approval.extend({ asks: z.string() })),
  'approvals refuse': approval,
  'approvals show': z.object({
    approval,
    decision,
    facts: z.looseObject({}),
    request: z.looseObject({}).optional(),
  }),
  'citations check': z.object({ valid: z.literal(true), source: z.string(), policy: z.looseObject({}) }),
  'citations score': z.object({
    index: z.number(),
    verdict: z.enum(['gold', 'verify', 'human', 'insufficient', 'reject']),
    sources: z.array(z.object({ source: z.string(), tier: z.string(), hops: z.int(), value: z.number() })),
    ignored: z.array(z.object({ source: z.string(), because: z.string() })),
    policy: z.string(),
  }),
  'database role': z.object({ role: z.string(), sql: z.string() }),
  'decisions list': items(decision).extend({ next: z.int().optional() }),
  'decisions show': z.object({ decision, facts: z.looseObject({}), outcome: z.looseObject({}).optional() }),
  'decisions tail': decision,
  doctor: z.union([
    z.object({
      checks: z.array(check),
      count: z.object({ ok: z.int(), warn: z.int(), fail: z.int(), skip: z.int() }),
    }),
    z.object({ checks: z.array(check.pick({ id: true, title: true })) }),
  ]),
  evaluate: answer,
  explain: z.union([explained, items(explained)]),
  gateway: z.object({}),
  halt,
  'keys bind': z.object({ file: z.string(), record: key }),
  'keys create': z.object({ key: z.string().optional(), file: z.string().optional(), record: key }),
  'keys list': items(key),
  'keys revoke': key.extend({ revokedAt: instant }),
  'ledger archive': z.object({
    from: z.int(),
    to: z.int(),
    size: z.int(),
    root: digest,
    sha256: digest,
    place: z.string(),
    bytes: z.int(),
    receipt,
  }),
  'ledger erase': removal,
  'ledger export': z.object({
    format: z.enum(['bundle', 'ndjson', 'tiles']),
    out: z.string(),
    log: z.string(),
    from: z.int(),
    to: z.int(),
    size: z.int(),
    root: digest,
    bytes: z.int(),
    leftOut: z.array(z.tuple([z.int(), z.int()])).optional(),
  }),
  'ledger hold': hold,
  'ledger holds': items(hold),
  'ledger prune': removal,
  'ledger release': z.object({ hold: z.int(), receipt }),
  'ledger head': head.extend({ key: z.string(), checkpoint: z.string().optional() }),
  'ledger keys export': z.object({ history: z.string() }),
  'ledger keys list': z.object({
    keys: z.array(
      z.object({
        id: z.string(),
        verifierKey: z.string(),
        state: z.enum(['valid', 'retired', 'revoked']),
        from: z.int(),
        to: z.int().optional(),
        isHere: z.boolean(),
        since: instant.optional(),
        by: z.string().optional(),
        reason: z.string().optional(),
      }),
    ),
    unrecorded: z.array(z.string()),
    fault: z.string().optional(),
  }),
  'ledger keys retire': ledgerKeyChange,
  'ledger keys revoke': ledgerKeyChange,
  'ledger keys rotate': ledgerKeyChange,
  'ledger show': z.object({ index: z.int(), kind: z.string(), leaf: z.string(), leafHash: digest }),
  'ledger proof': z.object({ index: z.int(), proof: z.string(), witnesses: z.array(z.string()) }),
  'ledger verify': z.union([
    z.object({ verified: z.literal(true), size: z.int(), root: digest }),
    z.object({
      verified: z.literal(true),
      log: z.string(),
      index: z.int(),
      size: z.int(),
      leaf: z.string(),
      witnesses,
    }),
    z.object({
      verified: z.literal(true),
      log: z.string(),
      from: z.int(),
      to: z.int(),
      size: z.int(),
      withoutLeaf: z.int(),
      witnesses,
    }),
  ]),
  'mode set': mode.extend({ isChanged: z.boolean() }),
  'mode show': mode,
  'models apply': modelChange.extend({ isApplied: z.boolean(), receipt: receipt.optional() }),
  'models check': modelChange,
  'models list': items(model),
  'models schema': z.object({ schema: z.looseObject({}) }),
  'models show': model,
  'policy apply': z.object({
    isApplied: z.boolean(),
    isInForce: z.boolean(),
    policyVersion: z.string(),
    before: z.string(),
    source: z.string(),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    changed: z.array(z.string()),
    receipt: receipt.optional(),
    wider: comparedDirection,
    warnings: policyWarnings,
  }),
  'policy check': z.object({
    valid: z.literal(true),
    policyVersion: z.string(),
    name: z.string(),
    rules: z.int(),
    isInForce: z.boolean(),
    warnings: policyWarnings,
  }),
  'policy diff': z.union([
    z.object({
      before: z.string(),
      after: z.string(),
      relation: z.enum(['same', 'narrower', 'wider', 'mixed', 'unknown']),
      wider: comparedDirection,
      narrower: comparedDirection,
    }),
    // With --against ledger.
    z.object({
      files: z.object({ before: z.string(), after: z.string() }),
      before: comparedPolicy,
      after: comparedPolicy,
      decisions: z.int(),
      same: z.int(),
      ...flips,
      byRule: flipCounts,
      byActor: flipCounts,
      byTool: flipCounts,
      samples: z.array(z.looseObject({ index: z.int(), decisionId: z.string(), change: z.string() })),
      notReplayable: z.array(z.object({ reason: z.string(), count: z.int(), first: z.array(z.int()) })),
    }),
  ]),
  'policy explain': z.union([
    preview,
    // With --policy.
    z.object({ inForce: preview, proposed: preview, change: policyChange.optional() }),
    // Of many, one a line; the last line has the counts.
    z.object({
      at: z.string(),
      index: z.int(),
      error: z.object({ code: z.string(), message: z.string(), details: z.looseObject({}) }),
      isUnexpected: z.literal(true).optional(),
    }),
    z.object({
      at: z.string(),
      index: z.int(),
      inForce: preview,
      proposed: preview.optional(),
      change: policyChange.optional(),
      isUnexpected: z.literal(true).optional(),
    }),
    z.object({
      summary: z.object({
        requests: z.int(),
        allow: z.int(),
        escalate: z.int(),
        deny: z.int(),
        errors: z.int(),
        wider: z.int(),
        narrower: z.int(),
        obligations: z.int(),
        unexpected: z.int(),
      }),
    }),
  ]),
  'policy export': z.object({
    name: z.string(),
    rules: z.int(),
    to: z.enum(['cedar', 'rego']),
    files: z.array(z.object({ path: z.string(), text: z.string() })),
    // With --output.
    folder: z.string().optional(),
  }),
  'policy lint': z.object({
    name: z.string(),
    rules: z.int(),
    warnings: z.int(),
    findings: z.array(
      z.object({
        code: z.string(),
        severity: z.enum(['warning', 'info']),
        rule: z.string(),
        others: z.array(z.string()),
        message: z.string(),
        advice: z.string(),
        request: z.looseObject({}).optional(),
        source: z.string(),
        line: z.int().optional(),
        column: z.int().optional(),
      }),
    ),
  }),
  'policy schema': z.object({ schema: z.looseObject({}) }),
  'policy show': z.object({
    policyVersion: z.string(),
    name: z.string(),
    source: z.string(),
    appliedAt: instant,
    appliedBy: z.string(),
    set: z.looseObject({}),
  }),
  'policy test': z.object({
    passed: z.int(),
    failed: z.int(),
    results: z.array(z.looseObject({ name: z.string() })),
  }),
  resume: z.object({ resumed: z.boolean(), halts: z.array(halt) }),
  serve: z.object({
    pid: z.int(),
    home: z.string(),
    runtimeUrl: z.string().optional(),
    gatewayUrl: z.string().optional(),
    agentKeyFile: z.string(),
    policy: z.object({ name: z.string(), version: z.string() }),
  }),
  status: z.object({
    isRunning: z.boolean(),
    version: z.string(),
    pid: z.int(),
    startedAt: instant,
    policy: z.looseObject({}),
    models: z.array(z.looseObject({ kind: z.string(), version: digest, isProposalWaiting: z.boolean() })),
    mode,
    ledger: z.looseObject({}),
    upstreams: z.array(upstream).optional(),
    publication: z.looseObject({}).optional(),
  }),
  'tools accept': tool,
  'tools list': items(tool).extend({ upstreams: z.array(upstream) }),
  'witness key': z.object({ name: z.string(), key: z.string() }),
  'witness serve': z.union([
    z.object({ url: z.string(), key: z.string(), logs: z.array(z.string()) }),
    z.looseObject({ at: instant, event: z.enum(['cosigned', 'refused', 'contradiction']) }),
  ]),
  version: z.object({ version: z.string(), node: z.string(), platform: z.string() }),
};
