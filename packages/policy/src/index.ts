export { comparePolicies, policyWidening } from './analysis/compare.ts';
export { lintPolicy } from './analysis/lint.ts';
export { compilePolicy } from './compile.ts';
export { couldPermit } from './could-permit.ts';
export { definePolicySet } from './define.ts';
export { readDocument } from './document.ts';
export { PolicyError } from './errors.ts';
export { evaluate } from './evaluate.ts';
export { explain } from './explain.ts';
export { issuesInWords } from './issues.ts';
export { policyJsonSchema } from './json-schema.ts';
export { labelReaders } from './label-readers.ts';
export { labelsGained } from './labels-gained.ts';
export { membersRead } from './members-read.ts';
export { parsePolicySet } from './parse.ts';
export { runPolicyTests } from './policy-tests.ts';
export { resolvePolicy } from './resolve.ts';
export { placeIssues, rulePositions } from './rule-positions.ts';

export type {
  Answer,
  AnswerOfSet,
  ComparedDirection,
  PolicyChange,
  PolicyComparison,
} from './analysis/compare.ts';
export type { LintCode, LintFinding } from './analysis/lint.ts';
export type { CompiledPolicy, PolicyEnvironment } from './compile.ts';
export type { ProspectiveCall } from './could-permit.ts';
export type { PolicySetInput, RuleInput } from './define.ts';
export type { PolicyErrorCode, PolicyErrorDetails, PolicyIssue } from './errors.ts';
export type {
  ExplainOptions,
  Explanation,
  OtherRule,
  ResourceExplanation,
  UnmetCondition,
} from './explain.ts';
export type {
  Action,
  Actor,
  Effect,
  Json,
  Judgement,
  Obligation,
  PolicyInput,
  Resource,
  ResourceKind,
  ResourceTarget,
  RiskGrade,
  RuleError,
  ToolCall,
  TrustStage,
  Verdict,
} from './model.ts';
export type { LabelReader } from './label-readers.ts';
export type { ReadMember } from './members-read.ts';
export type { ParseOptions } from './parse.ts';
export type { LabelMatch, Mark, Match, PolicySet, RequestExample, Rule } from './policy-set.ts';
export type { ExtendedName, PolicySource, ResolvedPolicy, ResolveOptions } from './resolve.ts';
export type { RulePosition } from './rule-positions.ts';
export type { PolicyTest, PolicyTestReport, PolicyTestResult, PolicyTests } from './policy-tests.ts';
