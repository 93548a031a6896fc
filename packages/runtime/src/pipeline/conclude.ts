import type { Verdict } from '@zoqore/policy';
import type { Assessment } from '@zoqore/risk';
import { approvalObstacle } from '../standing/approval.ts';
import type { Decision, DecisionOutcome } from '../decision.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import type { Facts } from './facts.ts';
import { haltScope } from '../standing/halt.ts';

export interface Evidence {
  readonly request: DecisionRequest;
  readonly intent: string;
  readonly facts: Facts;
  readonly assessment: Assessment;
  readonly verdict: Verdict;
  /** How often this actor was allowed something by the verdict's rules in the last minute. */
  readonly recentAllowances: number;
  /** The request touches more than was judged. */
  readonly isCutShort: boolean;
}

/** One ground for the outcome. */
interface Finding {
  readonly outcome: DecisionOutcome;
  readonly reasons: readonly string[];
  readonly requiredActions: readonly string[];
  /** Set when the outcome is ALLOW because a person approved. */
  readonly approval?: string;
}

/** A decision, and the approval that it consumes. */
export interface Conclusion extends Decision {
  readonly approvalUsed?: string;
}

/**
 * Joins verdict, assessment and standing facts into one decision. Total: every input has an answer, and every
 * doubt makes it stricter.
 */
export function conclude(evidence: Evidence): Conclusion {
  const { assessment, verdict } = evidence;
  const finding = halted(evidence) ?? judged(evidence);
  return {
    outcome: finding.outcome,
    riskGrade: assessment.grade,
    evaluationTier: tier(evidence, finding.outcome),
    reasons: [
      ...summary(evidence, finding.outcome),
      ...finding.reasons,
      ...riskReasons(assessment),
      ...errorReasons(verdict),
    ],
    requiredActions: finding.requiredActions,
    matchedRules: verdict.rules,
    obligations: finding.outcome === 'ALLOW' ? verdict.obligations : [],
    ...(finding.approval === undefined ? {} : { approvalUsed: finding.approval }),
  };
}

function halted({ request, facts }: Evidence): Finding | undefined {
  if (facts.halt === undefined || request.action === 'read') return undefined;
  const scope = haltScope(facts.halt);
  return {
    outcome: 'DENY',
    reasons: [
      'halted',
      `halt covers ${scope === 'everyone' ? scope : `this ${scope}`}: ${facts.halt.reason}`,
    ],
    requiredActions: ['resume_required'],
  };
}

function judged(evidence: Evidence): Finding {
  switch (evidence.verdict.effect) {
    case 'deny':
      return { ...fromVerdict(evidence), outcome: 'DENY' };
    case 'escalate':
      // Said also where the call waits anyway: whoever approves it must know that the tool is another one now.
      return escalated(
        evidence,
        evidence.facts.toolState === 'changed' ? changedTool(evidence) : fromVerdict(evidence),
      );
    case 'allow':
      return allowed(evidence);
    default:
      return evidence.verdict.effect satisfies never;
  }
}

function allowed(evidence: Evidence): Finding {
  const { facts, verdict } = evidence;
  const finding = fromVerdict(evidence);
  if (facts.toolState === 'changed') {
    return escalated(evidence, changedTool(evidence));
  }
  // Of what was not judged nobody knows whether a rule forbids it.
  if (evidence.isCutShort) {
    return escalated(evidence, {
      reasons: ['too_complex', ...finding.reasons],
      requiredActions: ['human_review_required', ...finding.requiredActions],
    });
  }
  // An allowance that asks for people has to be approved like an escalation.
  if (verdict.obligations.some((obligation) => obligation.type === 'quorum'))
    return escalated(evidence, finding);
  return permitted(evidence, { ...finding, outcome: 'ALLOW' });
}

function changedTool(evidence: Evidence): Omit<Finding, 'outcome'> {
  const { reasons, requiredActions } = fromVerdict(evidence);
  return {
    reasons: ['tool_definition_changed', ...reasons],
    requiredActions: ['tool_review_required', ...requiredActions],
  };
}

/** The one way to an ALLOW: what the rules oblige to is checked whether a rule or a person allowed. */
function permitted({ verdict, request, recentAllowances }: Evidence, allowance: Finding): Finding {
  for (const obligation of verdict.obligations) {
    if (obligation.type === 'limit' && recentAllowances >= obligation.perMinute) {
      return {
        outcome: 'DENY',
        reasons: [`limit of ${obligation.perMinute} a minute reached`, ...allowance.reasons],
        requiredActions: ['retry_later'],
      };
    }
    if (obligation.type === 'require-reason' && !hasReason(request)) {
      return {
        outcome: 'DENY',
        reasons: ['no reason was given in context.reason (require-reason)', ...allowance.reasons],
        requiredActions: ['reason_required'],
      };
    }
  }
  return allowance;
}

/** What counts together towards a `limit`: the same rules, for the same actor. */
export function limitKey(verdict: Pick<Verdict, 'rules'>): string {
  return JSON.stringify(verdict.rules);
}

function escalated(evidence: Evidence, ground: Omit<Finding, 'outcome'>): Finding {
  const { facts, request, intent, verdict } = evidence;
  const quorum = Math.max(1, ...verdict.obligations.map((o) => (o.type === 'quorum' ? o.count : 1)));
  if (quorum > 1) {
    return {
      outcome: 'ESCALATE',
      reasons: [...ground.reasons, `quorum of ${quorum} cannot be met: one approver is supported`],
      requiredActions: ground.requiredActions,
    };
  }
  const { approval } = facts;
  if (approval === undefined && request.approvalId === undefined) return { ...ground, outcome: 'ESCALATE' };
  const obstacle = approvalObstacle(approval, {
    actorId: request.actorId,
    intentDigest: intent,
    policyVersion: facts.policyVersion,
    now: facts.now,
  });
  if (obstacle === undefined && approval !== undefined) {
    return permitted(evidence, {
      outcome: 'ALLOW',
      reasons: [`approved_by=${approval.decidedBy ?? 'unknown'}`, ...ground.reasons],
      requiredActions: [],
      approval: approval.id,
    });
  }
  return { ...ground, outcome: 'ESCALATE', reasons: [`approval_${obstacle}`, ...ground.reasons] };
}

function fromVerdict({ request, verdict }: Evidence): Omit<Finding, 'outcome'> {
  const isFailClosed = verdict.isDefault && verdict.effect === 'escalate' && request.action !== 'read';
  return {
    reasons: [
      ...(isFailClosed ? ['fail_closed_default_for_mutating_action'] : []),
      ...verdict.rules.map((rule) => `rule=${rule}`),
      ...verdict.because,
      ...(verdict.isDefault && !isFailClosed ? ['no_rule_matched'] : []),
    ],
    requiredActions: isFailClosed ? ['mutating_action_requires_review'] : verdict.requiredActions,
  };
}

/** The four strings that clients of the predecessor parse, in their order. */
function summary(evidence: Evidence, outcome: DecisionOutcome): string[] {
  const { assessment } = evidence;
  const novel = assessment.factors.filter((factor) => factor.detector === 'novelty').length;
  const isTier0 = tier(evidence, outcome) === 0;
  return [
    `policyRisk=${assessment.grade}`,
    `routerRisk=${isTier0 ? 'R0' : assessment.grade.replace('L', 'R')}`,
    `novelty=${novel === 0 ? 'low' : novel === 1 ? 'medium' : 'high'}`,
    `confidence=${assessment.confidence >= 0.8 ? 'high' : assessment.confidence >= 0.5 ? 'medium' : 'low'}`,
  ];
}

function tier(evidence: Evidence, outcome: DecisionOutcome): 0 | 1 | 2 | 3 {
  const { assessment, facts, request } = evidence;
  if (assessment.grade === 'L3') return 3;
  // What kind of file a path names is no finding: every path has one, and most of a workspace grades L2 by it.
  const wasDetected = assessment.factors.some(
    (factor) => factor.grade !== 'L1' && !factor.id.startsWith('path.kind-'),
  );
  if (outcome === 'ESCALATE' || wasDetected) return 2;
  return request.action === 'read' && assessment.grade === 'L1' && !facts.isNovel ? 0 : 1;
}

/** At most this many factors are named in an answer; the ledger entry has all. */
const namedFactors = 8;

function riskReasons({ factors }: Assessment): string[] {
  return factors
    .filter((factor) => factor.grade !== 'L1')
    .slice(0, namedFactors)
    .map((factor) => `risk=${factor.id}: ${factor.evidence}`);
}

function errorReasons({ errors }: Verdict): string[] {
  return errors.map((error) => `rule_error=${error.rule}: ${error.message}`);
}

function hasReason(request: DecisionRequest): boolean {
  const reason = request.context?.['reason'];
  return typeof reason === 'string' && reason.trim() !== '';
}
