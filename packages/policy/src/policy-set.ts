import type { Action, Effect, Json, Obligation, ResourceKind, RiskGrade, TrustStage } from './model.ts';

/** A policy as data: what a YAML text means, without comments, order of keys or line endings. Frozen. */
export interface PolicySet {
  readonly apiVersion: 'zoqore.dev/policy/v1';
  readonly name: string;
  readonly description?: string;
  /** What holds where no rule matches a declared resource. */
  readonly default: Readonly<Record<Action, Effect>>;
  readonly rules: readonly Rule[];
  /** What gives a session its labels. */
  readonly marks?: readonly Mark[];
}

/** A set as one text says it; what it extends stands elsewhere. */
export interface PolicyDocument extends Omit<PolicySet, 'default'> {
  /** That of what is extended, else `deny`. */
  readonly default?: PolicySet['default'];
  /** Packs by name, files by path. */
  readonly extends?: readonly string[];
  /** Ids of inherited rules and marks that do not hold here. */
  readonly without?: readonly string[];
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
  readonly examples?: Examples;
}

/** Says nothing of permission: a request that it matches and that is allowed gives its session the labels. */
export interface Mark {
  /** As of a rule; no rule and no other mark has it. */
  readonly id: string;
  readonly label: readonly string[];
  readonly match: Match;
  readonly when?: string;
  readonly because?: string;
  readonly examples?: Examples;
}

export interface Examples {
  readonly match?: readonly RequestExample[];
  readonly noMatch?: readonly RequestExample[];
}

/** Every key must hold; the entries of a list are alternatives. */
export interface Match {
  readonly action?: readonly Action[];
  readonly kind?: readonly ResourceKind[];
  readonly actor?: ActorMatch;
  readonly tool?: ToolMatch;
  readonly risk?: { readonly atLeast?: RiskGrade; readonly atMost?: RiskGrade };
  readonly labels?: LabelMatch;
  readonly path?: PathMatch;
  readonly url?: UrlMatch;
  readonly shell?: ShellMatch;
  readonly time?: TimeMatch;
  readonly content?: { readonly contains?: readonly string[]; readonly pattern?: readonly string[] };
}

/** `any`, `all` and `none` are about the labels that the session has when the request is judged. */
export interface LabelMatch {
  readonly any?: readonly string[];
  readonly all?: readonly string[];
  readonly none?: readonly string[];
  /** The request would give the session one of these, whether or not it has it. */
  readonly gives?: readonly string[];
  /** The request would give the session one of these, and then the session had all of them. */
  readonly completes?: readonly string[];
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

/** By the clock of the zone. `from` is inside, `to` is outside; `from` after `to` runs over midnight, on the days it starts. */
export interface TimeMatch {
  readonly days?: readonly Day[];
  readonly from?: string;
  readonly to?: string;
  /** IANA time zone; UTC by default. */
  readonly zone?: string;
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
