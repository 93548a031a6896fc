import type { Action, Effect, ResourceKind, RiskGrade, TrustStage } from '../model.ts';
import type { Rule } from '../policy-set.ts';

/**
 * What can be one of a few things, each a bit: how the resource came up and what is done to it, its kind, whether a
 * tool is called, risk, trust. A set of such situations is a product of the fields, packed into one number.
 */
export type Facets = number;

const actions: readonly Action[] = ['read', 'write', 'execute', 'network', 'admin'];
const kinds: readonly ResourceKind[] = ['path', 'url', 'command', 'tool', 'prompt', 'service'];
const grades: readonly RiskGrade[] = ['L1', 'L2', 'L3'];
const stages: readonly TrustStage[] = ['CBT', 'KBT', 'IBT'];

/** Declared with each action, inferred with each action, inferred with unknown access. */
const manners = { shift: 0, width: 11 };
const kind = { shift: 11, width: 6 };
/** Without a tool, with a tool. */
const tool = { shift: 17, width: 2 };
const risk = { shift: 19, width: 3 };
const trust = { shift: 22, width: 3 };
const fields = [manners, kind, tool, risk, trust];

const unknownAccess = 1 << 10;
const onPath = bit(kind, 0);
const onTool = bit(kind, kinds.indexOf('tool'));
const toolCalled = bit(tool, 1);

export const anySituation: Facets = 2 ** 25 - 1;

interface Field {
  readonly shift: number;
  readonly width: number;
}

function bit({ shift }: Field, at: number): number {
  return 1 << (shift + at);
}

function maskOf({ shift, width }: Field): number {
  return ((1 << width) - 1) << shift;
}

/** Zero when nothing is left of it. */
export function meet(left: Facets, right: Facets): Facets {
  const both = left & right;
  return fields.every((field) => (both & maskOf(field)) !== 0) && isPossible(both) ? both : 0;
}

/** Only paths are met with unknown access, and a tool that is a resource is called. */
function isPossible(facets: Facets): boolean {
  const isOfUnknownAccess = (facets & maskOf(manners)) === unknownAccess;
  if (isOfUnknownAccess && (facets & onPath) === 0) return false;
  const isTool = (facets & maskOf(kind)) === onTool;
  return !isTool || (facets & toolCalled) !== 0;
}

/** The parts of the first that lie outside the second, which do not overlap. */
export function without(whole: Facets, part: Facets): readonly Facets[] {
  const parts: Facets[] = [];
  let rest = whole;
  for (const field of fields) {
    const mask = maskOf(field);
    const outside = meet(rest, (rest & ~part & mask) | (rest & ~mask));
    if (outside !== 0) parts.push(outside);
    rest = (rest & part & mask) | (rest & ~mask);
    if ((rest & mask) === 0) break;
  }
  return parts;
}

export function isWithin(part: Facets, whole: Facets): boolean {
  return (part & ~whole) === 0 || without(part, whole).length === 0;
}

/** What the facets of a rule's match let through; zero when they exclude each other. */
export function facetsOf({ match, effect }: Pick<Rule, 'match' | 'effect'>): Facets {
  let facets = anySituation;
  const restrict = (field: Field, bits: number): void => {
    facets = meet(facets, bits | ~maskOf(field));
  };
  restrict(manners, mannersOf(match.action ?? actions, effect));
  if (match.kind !== undefined) restrict(kind, bitsOf(kind, match.kind, kinds));
  if (match.path !== undefined) restrict(kind, onPath);
  if (match.url !== undefined) restrict(kind, bit(kind, kinds.indexOf('url')));
  if (match.shell !== undefined) restrict(kind, bit(kind, kinds.indexOf('command')));
  if (match.tool !== undefined) restrict(tool, toolCalled);
  if (match.risk !== undefined) restrict(risk, rangeOf(risk, grades, match.risk));
  const stage = match.actor?.trustStage;
  if (stage !== undefined) restrict(trust, rangeOf(trust, stages, stage));
  return facets;
}

/** What is inferred hears no allow rules, and where its access is unknown it hears the others whatever their action. */
function mannersOf(named: readonly Action[], effect: Effect): number {
  let bits = effect === 'allow' ? 0 : unknownAccess;
  for (const action of named) {
    const at = actions.indexOf(action);
    bits |= bit(manners, at);
    if (effect !== 'allow') bits |= bit(manners, actions.length + at);
  }
  return bits;
}

/** Declared resources that one of these is done to. */
export function declaredFor(named: readonly Action[]): Facets {
  const bits = named.reduce((sum, action) => sum | bit(manners, actions.indexOf(action)), 0);
  return meet(anySituation, bits | ~maskOf(manners));
}

/** Inferred and declared resources that one of these is certainly done to. */
export function knownFor(named: readonly Action[]): Facets {
  const bits = named.reduce(
    (sum, action) =>
      sum | bit(manners, actions.indexOf(action)) | bit(manners, actions.length + actions.indexOf(action)),
    0,
  );
  return meet(anySituation, bits | ~maskOf(manners));
}

export const inferred: Facets = (((1 << 6) - 1) << actions.length) | (anySituation & ~maskOf(manners));

export const declared: Facets = declaredFor(actions);

export function ofKind(...named: readonly ResourceKind[]): Facets {
  return meet(anySituation, bitsOf(kind, named, kinds) | ~maskOf(kind));
}

/** Every resource that may come up in the same requests; whether they call a tool is part of that, or open. */
export function besides(facets: Facets, options: { readonly sharesTool: boolean }): Facets {
  return facets | maskOf(manners) | maskOf(kind) | (options.sharesTool ? 0 : maskOf(tool));
}

/** One situation out of many, the most usual one. Undefined when there is none. */
export interface Situation {
  readonly certainty: 'declared' | 'inferred';
  /** Undefined when access is unknown. */
  readonly action: Action | undefined;
  readonly kind: ResourceKind;
  readonly callsTool: boolean;
  readonly risk: RiskGrade;
  readonly trustStage: TrustStage;
}

export function pickSituation(facets: Facets): Situation | undefined {
  for (let manner = 0; manner < manners.width; manner++) {
    for (let at = 0; at < kinds.length; at++) {
      for (const called of [0, 1]) {
        const chosen = meet(
          facets,
          bit(manners, manner) | bit(kind, at) | bit(tool, called) | maskOf(risk) | maskOf(trust),
        );
        const picked = kinds[at];
        if (chosen === 0 || picked === undefined) continue;
        return {
          certainty: manner < actions.length ? 'declared' : 'inferred',
          action: manner === 10 ? undefined : actions[manner % actions.length],
          kind: picked,
          callsTool: called === 1,
          risk: grades.find((_, grade) => (chosen & bit(risk, grade)) !== 0) ?? 'L3',
          trustStage: stages.find((_, stage) => (chosen & bit(trust, stage)) !== 0) ?? 'IBT',
        };
      }
    }
  }
  return undefined;
}

function bitsOf<T>(field: Field, named: readonly T[], all: readonly T[]): number {
  return named.reduce((sum, each) => sum | bit(field, all.indexOf(each)), 0);
}

function rangeOf<T>(
  field: Field,
  all: readonly T[],
  range: { readonly atLeast?: T; readonly atMost?: T },
): number {
  const low = range.atLeast === undefined ? 0 : all.indexOf(range.atLeast);
  const high = range.atMost === undefined ? all.length - 1 : all.indexOf(range.atMost);
  return all.reduce((sum, _, at) => (low <= at && at <= high ? sum | bit(field, at) : sum), 0);
}
