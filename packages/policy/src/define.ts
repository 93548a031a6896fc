import type { Obligation } from './model.ts';
import type {
  ActorMatch,
  FieldMatch,
  Mark,
  Match,
  PathMatch,
  PolicySet,
  Rule,
  ShellMatch,
  TimeMatch,
  ToolMatch,
  UrlMatch,
} from './policy-set.ts';
import { readSet } from './read-set.ts';

/** Where the data has a list, a single value may stand for it. */
type Loose<T> = { readonly [K in keyof T]: T[K] extends readonly (infer V)[] | undefined ? T[K] | V : T[K] };

/** A match as people write it: single values where the data has lists. */
export interface MatchInput extends Omit<
  Loose<Match>,
  'actor' | 'tool' | 'labels' | 'path' | 'url' | 'shell' | 'time' | 'content'
> {
  readonly actor?: Loose<ActorMatch>;
  readonly tool?: Loose<Omit<ToolMatch, 'arguments'>> & {
    readonly arguments?: { readonly [field: string]: Loose<Omit<FieldMatch, 'in'>> & Pick<FieldMatch, 'in'> };
  };
  readonly labels?: Loose<NonNullable<Match['labels']>>;
  readonly path?: Loose<PathMatch>;
  readonly url?: Loose<UrlMatch>;
  readonly shell?: Loose<ShellMatch>;
  readonly time?: Loose<TimeMatch>;
  readonly content?: Loose<NonNullable<Match['content']>>;
}

/** An obligation as people write it: `{ limit: { perMinute: 30 } }`, a bare name, or the data itself. */
export type ObligationInput =
  | Obligation
  | 'require-reason'
  | 'record-content'
  | { readonly limit: { readonly perMinute: number } }
  | { readonly redact: { readonly fields: readonly string[] } }
  | { readonly watermark: { readonly text: string } }
  | { readonly sandbox: { readonly profile: string } }
  | { readonly notify: { readonly channel: string } }
  | { readonly quorum: { readonly count: number } };

export interface RuleInput extends Omit<Rule, 'match' | 'obligations'> {
  readonly match: MatchInput;
  readonly obligations?: readonly ObligationInput[];
}

export interface MarkInput extends Omit<Mark, 'label' | 'match'> {
  readonly label: string | readonly string[];
  readonly match: MatchInput;
}

export interface PolicySetInput extends Omit<PolicySet, 'default' | 'rules' | 'marks'> {
  readonly default?: PolicySet['default'][keyof PolicySet['default']] | Partial<PolicySet['default']>;
  readonly rules: readonly RuleInput[];
  readonly marks?: readonly MarkInput[];
}

/**
 * A policy set written in TypeScript: the same notation, checks and data as YAML. Data goes through unchanged.
 *
 * @throws PolicyError `POLICY_INVALID` with every issue, by path
 */
export function definePolicySet(input: PolicySetInput): PolicySet {
  return readSet(input, {});
}
