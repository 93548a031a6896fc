import type { Receipt } from '@zoqore/ledger';
import type { Action, Obligation } from '@zoqore/policy';
import type { RiskGrade } from '@zoqore/risk';

export type DecisionOutcome = 'ALLOW' | 'DENY' | 'ESCALATE';

/** What the pipeline concluded, before it is recorded. */
export interface Decision {
  readonly outcome: DecisionOutcome;
  readonly riskGrade: RiskGrade;
  /** 0 read, L1, nothing new; 1 rules alone; 2 a detector or an escalation took part; 3 L3. */
  readonly evaluationTier: 0 | 1 | 2 | 3;
  /** Begins with policyRisk, routerRisk, novelty and confidence as `key=value`. */
  readonly reasons: readonly string[];
  readonly requiredActions: readonly string[];
  readonly matchedRules: readonly string[];
  readonly obligations: readonly Obligation[];
}

/** The approval that an ESCALATE waits for. */
export interface ApprovalReference {
  readonly id: string;
  /** Where a person decides it; a command when no console is configured. */
  readonly url: string;
  readonly expiresAt: string;
}

/** The wire answer of `POST /evaluate`: compatible fields first, then what is new. Instants are RFC 3339 UTC. */
export interface Answer {
  readonly requestId: string;
  readonly decisionId: string;
  /** `ledger:<index>`. */
  readonly auditEventId: string;
  readonly decision: DecisionOutcome;
  readonly riskGrade: RiskGrade;
  readonly evaluationTier: 0 | 1 | 2 | 3;
  readonly reasons: readonly string[];
  readonly requiredActions: readonly string[];
  readonly policyVersion: string;
  readonly evaluatedAt: string;
  readonly matchedRules: readonly string[];
  readonly obligations: readonly Obligation[];
  readonly receipt: Receipt;
  readonly approval?: ApprovalReference;
  /** An ALLOW must be acted on before this instant. */
  readonly validUntil: string;
}

/** A recorded decision as the API lists it. */
export interface DecisionRecord extends Answer {
  readonly index: number;
  readonly actorId: string;
  readonly action: Action;
  readonly targetPath: string;
  readonly surface: string;
  /** Absent in the feed, and once it was erased. */
  readonly intentDigest?: string;
  /** Name of the key that asked. */
  readonly credential: string;
  /** The approval that allowed it. */
  readonly follows?: string;
}
