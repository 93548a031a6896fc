import { hash } from 'node:crypto';
import type { EntryDraft, JsonObject, LedgerEntry, Receipt } from '@zoqore/ledger';
import type { Json, PolicyInput } from '@zoqore/policy';
import { redactSecrets } from '@zoqore/risk';
import type { Assessment } from '@zoqore/risk';
import type { Conclusion } from './conclude.ts';
import type { Credential } from './credential.ts';
import type { Answer } from './decision.ts';
import type { DecisionRequest } from './decision-request.ts';
import type { DecisionRecord } from './records.ts';
import { instant } from './standing.ts';

export const decisionKind = 'decision';

/** Everything that the entry of one decision is made of. */
export interface DecisionMaterial {
  readonly decisionId: string;
  readonly request: DecisionRequest;
  readonly intent: string;
  readonly credential: Credential;
  readonly surface: string;
  readonly policyVersion: string;
  readonly input: PolicyInput;
  readonly assessment: Assessment;
  readonly conclusion: Conclusion;
  readonly approval: { readonly id: string; readonly expiresAt: string } | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly validUntil: number;
}

/** How much of the facts an entry carries; a leaf has room for 65,535 bytes. */
export type Detail = 'full' | 'brief';

/** The entry from which the answer can be given again and the decision evaluated again. */
export function decisionDraft(material: DecisionMaterial, detail: Detail): EntryDraft {
  const { request, conclusion, approval } = material;
  const body: JsonObject = {
    decisionId: material.decisionId,
    requestId: request.requestId,
    intentDigest: material.intent,
    action: request.action,
    targetPath: redactSecrets(request.targetPath).text,
    surface: material.surface,
    key: { id: material.credential.keyId, name: material.credential.name },
    decision: conclusion.outcome,
    riskGrade: conclusion.riskGrade,
    evaluationTier: conclusion.evaluationTier,
    reasons: conclusion.reasons,
    requiredActions: conclusion.requiredActions,
    matchedRules: conclusion.matchedRules,
    obligations: conclusion.obligations.map((obligation) => ({ ...obligation })),
    policyVersion: material.policyVersion,
    validUntil: instant(material.validUntil),
    ...(approval === undefined ? {} : { approval: { id: approval.id, expiresAt: approval.expiresAt } }),
    ...(conclusion.approvalUsed === undefined ? {} : { follows: conclusion.approvalUsed }),
    facts: factsOf(material, detail),
  };
  return {
    kind: decisionKind,
    actor: request.actorId,
    at: instant(material.now),
    idem: material.decisionId,
    body,
  };
}

const limits = {
  full: { resources: 64, factors: 32, text: 512, depth: 6, members: 64 },
  brief: { resources: 8, factors: 8, text: 128, depth: 0, members: 0 },
} as const;

function factsOf(material: DecisionMaterial, detail: Detail): JsonObject {
  const { input, assessment, request, conclusion } = material;
  const limit = limits[detail];
  const keepsContent =
    detail === 'full' && conclusion.obligations.some((obligation) => obligation.type === 'record-content');
  return {
    detail,
    actor: { ...input.actor },
    resources: input.resources.slice(0, limit.resources).map((resource) => trim({ ...resource }, limit)),
    resourceCount: input.resources.length,
    risk: {
      grade: assessment.grade,
      score: assessment.score,
      confidence: assessment.confidence,
      factors: assessment.factors.slice(0, limit.factors).map((factor) => ({ ...factor })),
    },
    ...(input.tool === undefined
      ? {}
      : {
          tool: {
            server: input.tool.server,
            name: input.tool.name,
            arguments: trim(input.tool.arguments, limit),
          },
        }),
    ...(request.content === undefined
      ? {}
      : { content: keepsContent ? request.content : digest(request.content) }),
    ...(input.session === undefined ? {} : { session: trim(input.session, limit) }),
    context: trim(withoutTool(input.context), limit),
    labels: input.labels,
  };
}

interface Limit {
  readonly text: number;
  readonly depth: number;
  readonly members: number;
}

/** Long text becomes its digest, secrets are taken out of short text, deep and wide values become a digest. */
function trim(value: Json, limit: Limit, depth = 0): Json {
  if (typeof value === 'string') {
    return value.length > limit.text ? digest(value) : redactSecrets(value).text;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries<Json>(value);
  if (depth > limit.depth || members.length > Math.max(limit.members, 12))
    return digest(JSON.stringify(value));
  if (Array.isArray(value)) return members.map(([, member]) => trim(member, limit, depth + 1));
  return Object.fromEntries(members.map(([key, member]) => [key, trim(member, limit, depth + 1)]));
}

function digest(text: string): JsonObject {
  return { sha256: hash('sha256', text), length: text.length };
}

function withoutTool(context: JsonObject): JsonObject {
  const { tool: _tool, ...rest } = context;
  return rest;
}

/** The wire answer that a recorded decision gives, now and on every replay. */
export function answerOf(
  entry: Pick<EntryDraft, 'body' | 'at'>,
  receipt: Receipt,
  approvalUrl: (id: string) => string,
): Answer {
  const body = entry.body as unknown as DecisionBody;
  return {
    requestId: body.requestId,
    decisionId: body.decisionId,
    auditEventId: `ledger:${receipt.index}`,
    decision: body.decision,
    riskGrade: body.riskGrade,
    evaluationTier: body.evaluationTier,
    reasons: body.reasons,
    requiredActions: body.requiredActions,
    policyVersion: body.policyVersion,
    evaluatedAt: entry.at,
    matchedRules: body.matchedRules,
    obligations: body.obligations,
    receipt,
    ...(body.approval === undefined
      ? {}
      : {
          approval: {
            id: body.approval.id,
            url: approvalUrl(body.approval.id),
            expiresAt: body.approval.expiresAt,
          },
        }),
    validUntil: body.validUntil,
  };
}

/** A recorded decision as lists show it. */
export function decisionRecordOf(
  entry: LedgerEntry,
  log: string,
  approvalUrl: (id: string) => string,
): DecisionRecord {
  const body = entry.body as unknown as DecisionBody;
  const receipt = { log, index: entry.index, leafHash: entry.leafHash };
  return {
    ...answerOf(entry, receipt, approvalUrl),
    index: entry.index,
    actorId: entry.actor,
    action: body.action,
    targetPath: body.targetPath,
    surface: body.surface,
    intentDigest: body.intentDigest,
    credential: body.key.name,
    ...(body.follows === undefined ? {} : { follows: body.follows }),
  };
}

/** What `decisionDraft` wrote. The ledger verifies that the bytes are ours; the shape is this file's own. */
export interface DecisionBody extends Pick<
  Answer,
  | 'requestId'
  | 'decisionId'
  | 'decision'
  | 'riskGrade'
  | 'evaluationTier'
  | 'reasons'
  | 'requiredActions'
  | 'policyVersion'
  | 'matchedRules'
  | 'obligations'
  | 'validUntil'
> {
  readonly approval?: { readonly id: string; readonly expiresAt: string };
  readonly follows?: string;
  readonly action: DecisionRecord['action'];
  readonly targetPath: string;
  readonly surface: string;
  readonly intentDigest: string;
  readonly key: { readonly id: string; readonly name: string };
}
