import type { Receipt } from '@zoqore/ledger';
import { maySpeakFor, requireScope } from '../authorize.ts';
import { commitToDigest, saltBytes } from '../entry/commitment.ts';
import { moveBy } from '../companions/outcome.ts';
import type { OutcomeRow } from '../companions/outcome.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { decisionKind } from '../entry/decision-entry.ts';
import type { DecisionBody } from '../entry/decision-body.ts';
import type { RecentDecision } from '../pipeline/recent-decisions.ts';
import { RuntimeError } from '../errors.ts';
import { record } from '../record.ts';
import type { OutcomeReport } from '../governance.ts';
import { instant } from '../instant.ts';
import { newActor } from '../standing/standing.ts';
import { isSampled } from '../standing/sampling.ts';
import type { OperationalMode } from '../standing/mode.ts';
import { moveTrust, trustChange } from '../standing/trust.ts';

/**
 * Records what followed an ALLOW, once. Trust moves with it. What the operational mode leaves out of the sample is
 * recorded as unverified: it earns no trust, and takes it away all the same.
 * @throws RuntimeError NOT_FOUND, ACTOR_FORBIDDEN, STATE_CONFLICT when one is recorded, the decision was no ALLOW, or
 * another surface ran it
 */
export async function recordOutcome(
  core: Core,
  credential: Credential,
  report: OutcomeReport,
  isSeen: boolean,
): Promise<Receipt> {
  requireScope(credential, 'decide');
  const decision = core.recentDecisions.find(report.decisionId) ?? (await recorded(core, report.decisionId));
  if (decision === undefined || !maySpeakFor(credential, decision.actorId)) {
    throw new RuntimeError({
      code: 'NOT_FOUND',
      message: `expected a decision of this key's actors, found none with id \`${report.decisionId}\``,
    });
  }
  if (decision.outcome !== 'ALLOW') {
    throw new RuntimeError({
      code: 'STATE_CONFLICT',
      message: `expected an ALLOW, found that \`${report.decisionId}\` was ${decision.outcome}`,
    });
  }
  // Whoever asked could otherwise say that all went well before the surface that ran the call says what it saw.
  if (decision.surface !== 'http' && !isSeen) {
    throw new RuntimeError({
      code: 'STATE_CONFLICT',
      message: `what followed \`${report.decisionId}\` is recorded by the surface that ran it (${decision.surface})`,
    });
  }
  const trustModel = core.view.models.trust.model;
  const isVerified = isSeen && isSampled({ decisionId: report.decisionId, ...decision });
  const now = core.clock();
  const { resultDigest } = report;
  const salt = core.random(saltBytes);
  const row: OutcomeRow = {
    decisionId: report.decisionId,
    status: report.status,
    isVerified,
    actorId: decision.actorId,
    trustChange: trustChange({ status: report.status, isVerified }, trustModel),
    trustAtStart: trustModel.start,
    at: now,
    resultDigest: resultDigest ?? null,
    salt: resultDigest === undefined ? null : Buffer.from(salt).toString('hex'),
  };
  const result = await record(
    core,
    {
      kind: 'outcome',
      actor: decision.actorId,
      at: instant(now),
      body: {
        decisionId: report.decisionId,
        index: decision.index,
        status: report.status,
        isVerified,
        ...(isSeen && !isVerified ? { isSampledOut: true } : {}),
        trustChange: row.trustChange,
        // Of whatever an upstream says: no text may cost the record.
        ...(report.detail === undefined ? {} : { detail: report.detail.toWellFormed() }),
        ...(report.durationMs === undefined ? {} : { durationMs: Math.round(report.durationMs) }),
        ...(report.findings === undefined
          ? {}
          : { findings: report.findings.map(({ id, grade }) => ({ id, grade })) }),
      },
      ...(resultDigest === undefined ? {} : { commitments: { result: commitToDigest(salt, resultDigest) } }),
    },
    [{ kind: 'outcome', row }],
  );
  if (result.outcome === 'refused') {
    throw new RuntimeError({
      code: 'STATE_CONFLICT',
      message: `an outcome of \`${report.decisionId}\` is already recorded`,
    });
  }
  core.view.change(
    (standing) => {
      const before = standing.actors.get(row.actorId) ?? newActor(trustModel);
      standing.actors.set(row.actorId, {
        ...before,
        since: before.since ?? now,
        trust: moveTrust(before.trust, row.trustChange),
        verifiedOutcomes: before.verifiedOutcomes + (isVerified ? 1 : 0),
        lastMove: row.trustChange === 0 ? before.lastMove : moveBy(row, result.receipt.index),
      });
      // Counted twice is worse than counted late for a rise, and the other way round for a fall.
    },
    { isRepeatable: row.trustChange < 0 },
  );
  return result.receipt;
}

async function recorded(core: Core, decisionId: string): Promise<RecentDecision | undefined> {
  const entry = await core.ledger.entryByIdem(decisionId);
  if (entry === undefined || entry.kind !== decisionKind) return undefined;
  const { decision, surface, riskGrade, facts } = entry.body as unknown as DecisionBody & {
    readonly facts: { readonly mode?: OperationalMode };
  };
  return {
    index: entry.index,
    actorId: entry.actor,
    outcome: decision,
    surface,
    riskGrade,
    mode: facts.mode ?? 'normal',
  };
}
