export { openRuntime } from './open-runtime.ts';
export { newApiKey } from './operations/keys.ts';
export { defaultTrustModel, trustModelJsonSchema } from './standing/trust-model.ts';
export { recordedInput } from './entry/recorded-input.ts';
export { runtimeGrants } from './database-grants.ts';
export { intentDigest } from './request/intent.ts';
export { RuntimeError } from './errors.ts';
export { canonicalize } from '@zoqore/ledger';
export { inspectContent, redactSecrets } from '@zoqore/risk';

export type { Runtime, RuntimeOptions } from './open-runtime.ts';
export type { ReadableLedger } from './reading.ts';
export type {
  DecideOptions,
  Governance,
  OutcomeFinding,
  OutcomeReport,
  Surface,
  ToolState,
} from './governance.ts';
export type { Answer, ApprovalReference, Decision, DecisionOutcome, DecisionRecord } from './decision.ts';
export type {
  DecisionRequest,
  ParameterKind,
  ToolAnnotations,
  ToolContext,
} from './request/decision-request.ts';
export type {
  ActorDescription,
  ActorDetail,
  ActorKind,
  ActorRecord,
  Actors,
  TrustCap,
} from './operations/actors.ts';
export type { Approval, ApprovalState } from './standing/approval.ts';
export type { ApprovalQuery, Approvals, ApprovalVerdict, AskedApproval } from './operations/approvals.ts';
export type { Audit } from './operations/audit.ts';
export type { AskedRequest } from './request/asked-request.ts';
export type { Credential, Scope } from './credential.ts';
export type { DecisionDetail, DecisionQuery, Decisions, Page } from './operations/decisions.ts';
export type { Health } from './operations/health.ts';
export type { KeyRecord, Keys, NewKey, PresetKey } from './operations/keys.ts';
export type { LedgerKeyOperations, LedgerKeyRevocation } from './operations/ledger-keys.ts';
export type { ToolAcceptance, ToolRecord, Tools } from './operations/tools.ts';
export type { Halt, HaltTarget } from './standing/halt.ts';
export type { HaltRequest, Halts } from './operations/halts.ts';
export type { ReplayQuery, ReplayReport } from './operations/policy-replay.ts';
export type { Change, Side } from './replay/compare.ts';
export type { Count, FlippedDecision, ReplayTally } from './replay/tally.ts';
export type { Policies, PolicyCheck, PolicyInForce, PolicyWarning } from './operations/policies.ts';
export type { Preview } from './operations/preview.ts';
export type { SimulatedItem, Simulation, SimulationQuery } from './operations/simulation.ts';
export type { PolicyFile } from './standing/load-policy.ts';
export type {
  PolicyProposal,
  ReadPolicyFile,
  UnreadablePolicyFile,
  UnreadableProposal,
} from './operations/policy-proposal.ts';
export type { RecordedInput } from './entry/recorded-input.ts';
export type { ModelKind } from './standing/model-kind.ts';
export type { ModelCheck, ModelInForce, ModelOperations, ReadModelFile } from './operations/models.ts';
export type { ModeInForce, Modes } from './operations/modes.ts';
export type { OperationalMode } from './standing/mode.ts';
export type { TrustEvent } from './standing/trust.ts';
export type { TrustModel } from './standing/trust-model.ts';
export type { RuntimeErrorCode } from './errors.ts';
