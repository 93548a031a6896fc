import type { Answer, DecisionRecord } from '../decision.ts';

/** Body of a decision entry, as `decisionDraft` writes it (docs/spec/decision-entry.md); its facts are read elsewhere. */
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
  /** Labels that the session has from this decision on. */
  readonly marks?: readonly string[];
  readonly action: DecisionRecord['action'];
  readonly targetPath: string;
  readonly surface: string;
  readonly key: { readonly id: string; readonly name: string };
}
