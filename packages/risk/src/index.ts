export { assess } from './assess.ts';
export {
  citationPolicyJsonSchema,
  citationPolicySchema,
  defaultCitationPolicy,
} from './citations/citation-policy.ts';
export { scoreCitations } from './citations/score-citations.ts';
export { inspectContent } from './content/inspect-content.ts';
export { redactSecrets } from './content/secrets/redact-secrets.ts';
export { inspectUrl } from './egress/inspect-url.ts';
export { inspectPath } from './path/inspect-path.ts';
export { riskLoosening } from './risk-loosening.ts';
export { defaultRiskModel, riskModelJsonSchema, riskModelSchema } from './risk-model.ts';
export { inspectNovelty } from './session/inspect-novelty.ts';
export { inspectTool } from './session/inspect-tool.ts';
export { inspectTrust } from './session/inspect-trust.ts';
export { missingSignal } from './session/missing-signal.ts';
export { inspectCommand } from './shell/inspect-command.ts';

export type { CitationPolicy } from './citations/citation-policy.ts';
export type { SourceRule, Tier } from './citations/known-sources.ts';
export type { Citation, CitationScore, CitationVerdict } from './citations/score-citations.ts';
export type { ContentOptions } from './content/inspect-content.ts';
export type {
  Assessment,
  CommandFinding,
  CommandStep,
  ContentFinding,
  Detector,
  PathAccess,
  PathFinding,
  RiskGrade,
  RiskModel,
  Signal,
  SignalOverride,
  Surroundings,
  UrlFinding,
} from './model.ts';
export type { PathOptions } from './path/inspect-path.ts';
export type { NoveltyFacts } from './session/inspect-novelty.ts';
export type { ToolFacts } from './session/inspect-tool.ts';
export type { TrustStage } from './session/inspect-trust.ts';
