export { openRuntime } from './open-runtime.ts';
export { newApiKey } from './keys.ts';
export { defaultTrustModel } from './trust.ts';
export { recordedInput } from './recorded-input.ts';
export { intentDigest } from './intent.ts';
export { RuntimeError } from './errors.ts';
export { canonicalize } from '@zoqore/ledger';
export { inspectContent, redactSecrets } from '@zoqore/risk';

export type { ReadableLedger, Runtime, RuntimeOptions } from './open-runtime.ts';
export type {
  DecideOptions,
  Governance,
  OutcomeFinding,
  OutcomeReport,
  Surface,
  ToolState,
} from './governance.ts';
export type { Answer, ApprovalReference, Decision, DecisionOutcome, DecisionRecord } from './decision.ts';
export type { DecisionRequest, ParameterKind, ToolAnnotations, ToolContext } from './decision-request.ts';
export type { ActorDescription, ActorKind, ActorRecord, Actors } from './actors.ts';
export type { Approval, ApprovalState } from './approval.ts';
export type { ApprovalQuery, Approvals, ApprovalVerdict, AskedApproval } from './approvals.ts';
export type { AskedRequest } from './asked-request.ts';
export type { Credential, Scope } from './credential.ts';
export type { DecisionDetail, DecisionQuery, Decisions, Page } from './decisions.ts';
export type { Health } from './health.ts';
export type { KeyRecord, Keys, NewKey, PresetKey } from './keys.ts';
export type { ToolAcceptance, ToolRecord, Tools } from './tools.ts';
export type { Halt, HaltTarget } from './halt.ts';
export type { HaltRequest, Halts } from './halts.ts';
export type { Policies, PolicyCheck, PolicyInForce, PolicyWarning } from './policies.ts';
export type { Preview } from './preview.ts';
export type { PolicyFile } from './load-policy.ts';
export type { PolicyProposal, UnreadablePolicyFile, UnreadableProposal } from './policy-proposal.ts';
export type { RecordedInput } from './recorded-input.ts';
export type { TrustModel } from './trust.ts';
export type { RuntimeErrorCode } from './errors.ts';
