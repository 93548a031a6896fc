import type { Action, Effect, Json, Obligation, ResourceKind, RiskGrade, TrustStage } from './model.ts';

/** A policy as data: what a YAML text means, without comments, order of keys or line endings. Frozen. */
export interface PolicySet {
  readonly apiVersion: 'zoqore.dev/policy/v1';
  readonly name: string;
  readonly description?: string;
  /** What holds where no rule matches a declared resource. */
  readonly default: Readonly<Record<Action, Effect>>;
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Kebab case, with `/` between parts; `zoqore/…` is kept for built-in rules. */
  readonly id: string;
  readonly effect: Effect;
  readonly match: Match;
  /** CEL over `request`, evaluated last. */
  readonly when?: string;
  readonly because?: string;
  /** Codes for {@link Verdict.requiredActions}. */
  readonly requires?: readonly string[];
  readonly obligations?: readonly Obligation[];
  readonly examples?: {
    readonly match?: readonly RequestExample[];
    readonly noMatch?: readonly RequestExample[];
  };
}

/** Every key must hold; the entries of a list are alternatives. */
export interface Match {
  readonly action?: readonly Action[];
  readonly kind?: readonly ResourceKind[];
  readonly actor?: ActorMatch;
  readonly tool?: ToolMatch;
  readonly risk?: { readonly atLeast?: RiskGrade; readonly atMost?: RiskGrade };
  readonly labels?: {
    readonly any?: readonly string[];
    readonly all?: readonly string[];
    readonly none?: readonly string[];
  };
  readonly path?: PathMatch;
  readonly url?: UrlMatch;
  readonly shell?: ShellMatch;
  readonly time?: TimeMatch;
  readonly content?: { readonly contains?: readonly string[]; readonly pattern?: readonly string[] };
}

/** `id`, `kind` and `role` are name globs. */
export interface ActorMatch {
  readonly id?: readonly string[];
  readonly kind?: readonly string[];
  readonly role?: readonly string[];
  readonly trustStage?: { readonly atLeast?: TrustStage; readonly atMost?: TrustStage };
}

/** `server` and `name` are name globs. */
export interface ToolMatch {
  readonly server?: readonly string[];
  readonly name?: readonly string[];
  readonly arguments?: { readonly [field: string]: FieldMatch };
}

/** Every key must hold. On a list of values: any of them for deny and escalate, each of them for allow. */
export interface FieldMatch {
  readonly equals?: Scalar;
  readonly in?: readonly Scalar[];
  readonly range?: { readonly min?: number; readonly max?: number };
  readonly prefix?: readonly string[];
  readonly suffix?: readonly string[];
}

export type Scalar = null | boolean | number | string;

export interface PathMatch {
  readonly prefix?: readonly string[];
  readonly glob?: readonly string[];
  /** Globs that must not match. */
  readonly not?: readonly string[];
  readonly ignoreCase?: boolean;
}

export interface UrlMatch {
  readonly scheme?: readonly string[];
  /** Exact, `*.suffix` for what lies below the suffix, or `*`. */
  readonly host?: readonly string[];
  readonly port?: readonly number[];
  readonly method?: readonly string[];
  /** Segment-wise prefix of the URL's path. */
  readonly path?: readonly string[];
}

export interface ShellMatch {
  /** Name globs; one without `/` also finds `/bin/rm` in deny and escalate rules. */
  readonly program?: readonly string[];
  /** Token globs from the first argument on; `$` as the last token means that no more follow. */
  readonly argv?: readonly string[];
  /** Token globs that no argument may match. */
  readonly without?: readonly string[];
  /** Token globs one of which every argument matches. */
  readonly only?: readonly string[];
}

export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** In UTC. `from` is inside, `to` is outside; `from` after `to` runs over midnight, on the days it starts. */
export interface TimeMatch {
  readonly days?: readonly Day[];
  readonly from?: string;
  readonly to?: string;
  readonly zone?: 'UTC';
}

/** A request as examples and tests write it; what is left out has the defaults that docs/policy.md lists. */
export interface RequestExample {
  readonly action?: Action;
  readonly path?: string;
  readonly url?: string;
  readonly method?: string;
  /** Program and arguments, split at spaces when it is one string. */
  readonly command?: string | readonly string[];
  readonly tool?: {
    readonly server: string;
    readonly name: string;
    readonly arguments?: { readonly [key: string]: Json };
  };
  readonly prompt?: { readonly model?: string; readonly persona?: string };
  readonly service?: string;
  readonly resources?: readonly ResourceExample[];
  readonly actor?: {
    readonly id?: string;
    readonly kind?: string;
    readonly roles?: readonly string[];
    readonly trustStage?: TrustStage;
  };
  readonly content?: string;
  readonly labels?: readonly string[];
  readonly session?: string;
  readonly context?: { readonly [key: string]: Json };
  readonly risk?: RiskGrade;
  /** RFC 3339 with zone. */
  readonly now?: string;
}

/** Exactly one of `path`, `url` and `command`. */
export interface ResourceExample {
  readonly path?: string;
  readonly url?: string;
  readonly method?: string;
  readonly command?: string | readonly string[];
  readonly certainty?: 'declared' | 'inferred';
  readonly action?: Action;
}
