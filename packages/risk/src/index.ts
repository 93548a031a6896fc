export { assess } from './assess.ts';
export { inspectContent } from './content/inspect-content.ts';
export { redactSecrets } from './content/redact-secrets.ts';
export { inspectUrl } from './egress/inspect-url.ts';
export { RiskError } from './errors.ts';
export { inspectPath } from './path/inspect-path.ts';
export { defaultRiskModel, parseRiskModel } from './risk-model.ts';
export { inspectNovelty } from './session/inspect-novelty.ts';
export { inspectTool } from './session/inspect-tool.ts';
export { inspectTrust } from './session/inspect-trust.ts';
export { missingSignal } from './session/missing-signal.ts';
export { inspectCommand } from './shell/inspect-command.ts';

export type { ContentOptions } from './content/inspect-content.ts';
export type { RiskErrorCode } from './errors.ts';
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
