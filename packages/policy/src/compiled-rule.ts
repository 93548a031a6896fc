import type { Condition } from './condition.ts';
import { actorConditions } from './conditions/actor.ts';
import { contentConditions, kindCondition, riskCondition } from './conditions/facts.ts';
import { labelConditions } from './conditions/labels.ts';
import { guardCondition } from './conditions/guard-condition.ts';
import { planPath } from './conditions/path.ts';
import { planShell } from './conditions/shell.ts';
import { timeCondition } from './conditions/time.ts';
import { toolConditions } from './conditions/tool.ts';
import { urlConditions } from './conditions/url.ts';
import type { FactsRead } from './facts-read.ts';
import { factsReadBy } from './facts-read.ts';
import type { Action, Effect, Obligation, ResourceKind } from './model.ts';
import type { CompiledMarks } from './marks.ts';
import { compileNameSet } from './name-glob.ts';
import type { PathBase, PathGlob } from './path-glob.ts';
import type { Rule } from './policy-set.ts';

/** A rule ready to be asked. What is frozen here goes into verdicts as it is. */
export interface CompiledRule {
  readonly id: string;
  readonly effect: Effect;
  /** Undefined for every action. */
  readonly actions: readonly Action[] | undefined;
  /** Cheap ones first, `when` last. */
  readonly conditions: readonly Condition[];
  /** Without those that hold for whatever the index offers the rule for, as long as paths are in lower case. */
  readonly residual: readonly Condition[];
  /** What they look at, by how many of `conditions` were asked. */
  readonly factsRead: readonly FactsRead[];
  readonly anchors: Anchors;
  /** True when the index may offer the rule more than once for one resource. */
  readonly mayRepeat: boolean;
  readonly ids: readonly string[];
  readonly because: readonly string[];
  readonly requires: readonly string[];
  /** No duplicates. */
  readonly obligations: readonly Obligation[];
  /** What tells each of them from others of another rule. */
  readonly obligationKeys: readonly string[];
}

/** What a request must have for the rule to have any chance; the index files the rule under the narrowest. */
export interface Anchors {
  readonly kinds: readonly ResourceKind[] | undefined;
  readonly paths: readonly PathGlob[] | undefined;
  readonly hosts: readonly string[] | undefined;
  readonly programs: readonly string[] | undefined;
  readonly tools: readonly string[] | undefined;
  readonly roles: readonly string[] | undefined;
}

/** Of so many rules that it is better one list than many. */
const none: readonly Condition[] = [];

export function compileRule(rule: Rule, base: PathBase, marks: CompiledMarks): CompiledRule {
  const { match, effect } = rule;
  const path = match.path === undefined ? undefined : planPath(match.path, base);
  const shell = match.shell === undefined ? undefined : planShell(match.shell, effect);
  const anchors: Anchors = {
    kinds: kindsOf(rule),
    paths: path?.anchors,
    hosts: match.url?.host,
    programs: shell?.programs,
    tools: literalsOf(match.tool?.name),
    roles: literalsOf(match.actor?.role),
  };
  const conditions: readonly Condition[] = [
    ...(match.kind === undefined ? [] : [kindCondition(match.kind)]),
    ...(match.actor === undefined ? [] : actorConditions(match.actor)),
    ...(match.tool === undefined ? [] : toolConditions(match.tool, effect)),
    ...(match.risk === undefined ? [] : [riskCondition(match.risk)]),
    ...(match.labels === undefined ? [] : labelConditions(match.labels, marks)),
    ...(path?.conditions ?? []),
    ...(match.url === undefined ? [] : urlConditions(match.url, effect)),
    ...(shell?.conditions ?? []),
    ...(match.time === undefined ? [] : [timeCondition(match.time)]),
    ...(match.content === undefined ? [] : contentConditions(match.content)),
    ...(rule.when === undefined ? [] : [guardCondition(rule.when)]),
  ];
  const residual = conditions.filter(
    ({ name }) => name !== path?.implied && !(name === 'actor.role' && anchors.roles !== undefined),
  );
  const obligations = new Map(rule.obligations?.map((obligation) => [keyOf(obligation), obligation]));
  return {
    id: rule.id,
    effect,
    actions: match.action,
    conditions,
    residual: residual.length === 0 ? none : residual,
    factsRead: factsReadBy(conditions),
    anchors,
    // An actor may name a role twice.
    mayRepeat: anchors.roles !== undefined || Object.values(anchors).some((list) => (list?.length ?? 0) > 1),
    ids: Object.freeze([rule.id]),
    because: Object.freeze(rule.because === undefined ? [] : [rule.because]),
    requires: Object.freeze([...(rule.requires ?? [])]),
    obligations: Object.freeze([...obligations.values()]),
    obligationKeys: [...obligations.keys()],
  };
}

function literalsOf(patterns: readonly string[] | undefined): readonly string[] | undefined {
  return patterns === undefined ? undefined : compileNameSet(patterns).literals;
}

function kindsOf({ match }: Rule): readonly ResourceKind[] | undefined {
  if (match.path !== undefined) return ['path'];
  if (match.url !== undefined) return ['url'];
  if (match.shell !== undefined) return ['command'];
  return match.kind;
}

function keyOf(obligation: Obligation): string {
  const entries = Object.entries(obligation).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(entries);
}
