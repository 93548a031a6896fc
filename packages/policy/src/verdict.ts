import type { CompiledRule } from './compiled-rule.ts';
import type { Effect, Judgement, Obligation, RuleError, Verdict } from './model.ts';

/** A judgement and the rules behind it, sorted by id. */
export interface Decided {
  readonly judgement: Judgement;
  readonly rules: readonly CompiledRule[];
}

const strictness: { readonly [effect in Effect]: number } = { allow: 0, escalate: 1, deny: 2 };

/** The strictest judgement, and what its rules say. Depends on no order of rules. */
export function verdictOf(decided: readonly Decided[], errors: readonly RuleError[]): Verdict {
  let effect: Effect = 'allow';
  for (const { judgement } of decided) {
    if (strictness[judgement.effect] > strictness[effect]) effect = judgement.effect;
  }
  const first = decided[0];
  const rules = decided.length === 1 && first !== undefined ? first.rules : mergedRules(decided, effect);
  const only = rules[0];
  // Most verdicts come from one rule or none: their lists exist already.
  const isSingle = rules.length < 2;
  return {
    effect,
    rules: idsOf(rules),
    isDefault: only === undefined,
    obligations: isSingle ? (only?.obligations ?? nothing) : distinctObligations(rules),
    requiredActions: isSingle ? (only?.requires ?? nothing) : distinctRequires(rules),
    because: isSingle ? (only?.because ?? nothing) : becauseOf(rules),
    judgements: decided.length === 1 && first !== undefined ? [first.judgement] : decided.map(judgementOf),
    errors,
  };
}

const nothing: readonly never[] = Object.freeze([]);

export function idsOf(rules: readonly CompiledRule[]): readonly string[] {
  if (rules.length > 1) return rules.map(({ id }) => id);
  return rules[0]?.ids ?? nothing;
}

/** For what cannot be judged at all: the only answer that is always safe. */
export function refusal(message: string): Verdict {
  return {
    effect: 'deny',
    rules: [],
    isDefault: false,
    obligations: [],
    requiredActions: [],
    because: [`the request cannot be judged: ${message}`],
    judgements: [],
    errors: [{ rule: 'zoqore/request', message }],
  };
}

export function sortedById(rules: readonly CompiledRule[]): readonly CompiledRule[] {
  return rules.length < 2 ? rules : rules.toSorted((left, right) => compareText(left.id, right.id));
}

/** By code units: the same on every host. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function mergedRules(decided: readonly Decided[], effect: Effect): readonly CompiledRule[] {
  const merged = new Set<CompiledRule>();
  for (const { judgement, rules } of decided) {
    if (judgement.effect === effect) for (const rule of rules) merged.add(rule);
  }
  return sortedById([...merged]);
}

function judgementOf({ judgement }: Decided): Judgement {
  return judgement;
}

function becauseOf(rules: readonly CompiledRule[]): readonly string[] {
  const because: string[] = [];
  for (const rule of rules) for (const reason of rule.because) because.push(reason);
  return because;
}

function distinctRequires(rules: readonly CompiledRule[]): readonly string[] {
  const codes: string[] = [];
  for (const rule of rules) {
    for (const code of rule.requires) if (!codes.includes(code)) codes.push(code);
  }
  return codes;
}

function distinctObligations(rules: readonly CompiledRule[]): readonly Obligation[] {
  let only: CompiledRule | undefined;
  let obliging = 0;
  for (const rule of rules) {
    if (rule.obligations.length === 0) continue;
    only = rule;
    obliging++;
  }
  if (obliging < 2) return only?.obligations ?? nothing;
  const distinct = new Map<string, Obligation>();
  for (const { obligations, obligationKeys } of rules) {
    obligations.forEach((obligation, at) => distinct.set(obligationKeys[at] ?? '', obligation));
  }
  return [...distinct.values()];
}
