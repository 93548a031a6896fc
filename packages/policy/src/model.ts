/** What the policy language is about: who asks, for what, and the answer. Plain data, deeply readonly. */

export type Effect = 'allow' | 'escalate' | 'deny';

/** Mutating means every action but `read`. */
export type Action = 'read' | 'write' | 'execute' | 'network' | 'admin';

export type RiskGrade = 'L1' | 'L2' | 'L3';

export type TrustStage = 'CBT' | 'KBT' | 'IBT';

export interface Actor {
  readonly id: string;
  /** `agent`, `person` or `service`. */
  readonly kind: string;
  readonly roles: readonly string[];
  readonly trustStage: TrustStage;
}

/**
 * One thing that a request touches. A request names one or more; each is judged alone and the strictest
 * verdict counts.
 *
 * `declared`: the request says that it touches this; it needs a rule that allows it, or the default decides.
 * `inferred`: found inside arguments or a command line; it can make the verdict stricter (deny and escalate
 * rules apply) and never more permissive, and no default applies to it.
 */
export type Resource = ResourceTarget & {
  readonly certainty: 'declared' | 'inferred';
  /** What is done to this resource, where it differs from the request's action (`> file` in a shell writes). */
  readonly action?: Action;
};

export type ResourceTarget =
  /** Canonical: absolute, no `.` or `..`, links resolved by the edge where it could. */
  | { readonly kind: 'path'; readonly path: string }
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly scheme: string;
      /** Lower case, IP literals in canonical form, no brackets. */
      readonly host: string;
      readonly port: number;
      readonly path: string;
      readonly method?: string;
    }
  /** One simple command of a command line, wrappers such as `sudo` or `env` taken off. */
  | { readonly kind: 'command'; readonly program: string; readonly argv: readonly string[] }
  | { readonly kind: 'tool'; readonly server: string; readonly name: string }
  | { readonly kind: 'prompt'; readonly model?: string; readonly persona?: string }
  | { readonly kind: 'service'; readonly name: string };

export type ResourceKind = ResourceTarget['kind'];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ToolCall {
  readonly server: string;
  readonly name: string;
  readonly arguments: { readonly [key: string]: Json };
}

/** The facts that a policy reads. The ledger keeps them, so a decision can be evaluated again. */
export interface PolicyInput {
  readonly actor: Actor;
  readonly action: Action;
  /** At least one, the primary first. */
  readonly resources: readonly Resource[];
  readonly tool?: ToolCall;
  readonly content?: string;
  /** Of the session (`tainted`, `secret-read`), never claimed by the caller; whoever evaluates must keep them. */
  readonly labels: readonly string[];
  readonly session?: string;
  readonly context: { readonly [key: string]: Json };
  readonly risk: RiskGrade;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A condition on an allowance that whoever enforces the decision must honour. */
export type Obligation =
  | { readonly type: 'limit'; readonly perMinute: number }
  | { readonly type: 'redact'; readonly fields: readonly string[] }
  | { readonly type: 'require-reason' }
  | { readonly type: 'watermark'; readonly text: string }
  | { readonly type: 'sandbox'; readonly profile: string }
  | { readonly type: 'notify'; readonly channel: string }
  | { readonly type: 'record-content' }
  | { readonly type: 'quorum'; readonly count: number };

/** The answer for one resource. */
export interface Judgement {
  readonly resource: Resource;
  readonly effect: Effect;
  /** Ids of the rules that decided, sorted; empty when the default did. */
  readonly rules: readonly string[];
  readonly isDefault: boolean;
}

export interface RuleError {
  readonly rule: string;
  readonly message: string;
}

export interface Verdict {
  /** The strictest of the judgements. */
  readonly effect: Effect;
  /** Ids of the rules that decided the effect, sorted; empty when a default did. */
  readonly rules: readonly string[];
  /** True when the effect came from the default of the set and from no rule. */
  readonly isDefault: boolean;
  /** Of every matching allow rule when the effect is `allow`, and of the deciding rules otherwise; no duplicates. */
  readonly obligations: readonly Obligation[];
  /** What a person or agent must do next, as codes (`human_review_required`), from the deciding rules. */
  readonly requiredActions: readonly string[];
  /** `because` of the deciding rules, in the order of `rules`. */
  readonly because: readonly string[];
  readonly judgements: readonly Judgement[];
  /** Conditions that could not be evaluated: no match in allow, match in deny and escalate. */
  readonly errors: readonly RuleError[];
}
