import type { EntryDraft, JsonObject, LedgerEntry, Receipt } from '@zoqore/ledger';
import { redactSecrets } from '@zoqore/risk';
import { commitToDigest } from './commitment.ts';
import type { Credential } from '../credential.ts';
import type { DecisionBody } from './decision-body.ts';
import type { Answer, DecisionRecord } from '../decision.ts';
import { recordedFacts } from './recorded-facts.ts';
import type { Detail, Grounds } from './recorded-facts.ts';
import { instant } from '../instant.ts';
import { saltedDigest } from './trim.ts';

export const decisionKind = 'decision';

/** Everything that the entry of one decision is made of. */
export interface DecisionMaterial extends Grounds {
  readonly decisionId: string;
  readonly salt: Uint8Array;
  readonly credential: Credential;
  readonly surface: string;
  readonly approval: { readonly id: string; readonly expiresAt: string } | undefined;
  /** Epoch milliseconds. */
  readonly validUntil: number;
}

/** The entry from which the answer can be given again and the decision evaluated again. */
export function decisionDraft(material: DecisionMaterial, detail: Detail): EntryDraft {
  const { request, conclusion, approval, salt, facts } = material;
  const content = request.content === undefined ? undefined : saltedDigest(salt, request.content);
  // In the order of the canonical form, which then is written at once.
  const body: JsonObject = {
    action: request.action,
    ...(approval === undefined ? {} : { approval: { expiresAt: approval.expiresAt, id: approval.id } }),
    decision: conclusion.outcome,
    decisionId: material.decisionId,
    evaluationTier: conclusion.evaluationTier,
    facts: recordedFacts(material, detail, { salt, content }),
    ...(conclusion.approvalUsed === undefined ? {} : { follows: conclusion.approvalUsed }),
    key: { id: material.credential.keyId, name: material.credential.name },
    ...(material.marks.length === 0 ? {} : { marks: material.marks }),
    matchedRules: conclusion.matchedRules,
    obligations: conclusion.obligations.map((obligation) => ({ ...obligation })),
    policyVersion: facts.policyVersion,
    reasons: conclusion.reasons,
    requestId: request.requestId,
    requiredActions: conclusion.requiredActions,
    riskGrade: conclusion.riskGrade,
    surface: material.surface,
    targetPath: redactSecrets(request.targetPath).text,
    validUntil: instant(material.validUntil),
  };
  return {
    kind: decisionKind,
    actor: request.actorId,
    at: instant(facts.now),
    idem: material.decisionId,
    body,
    commitments: {
      ...(content === undefined ? {} : { content: content.sha256 }),
      intent: commitToDigest(salt, material.intent),
    },
  };
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
  { log, intentDigest }: { readonly log: string; readonly intentDigest: string | undefined },
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
    credential: body.key.name,
    ...(intentDigest === undefined ? {} : { intentDigest }),
    ...(body.follows === undefined ? {} : { follows: body.follows }),
  };
}
