import type { Change, Comparison, Side } from './compare.ts';

/** One decision whose answer another policy changes. */
export interface FlippedDecision {
  readonly index: number;
  readonly decisionId: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly change: Change;
  readonly before: Side;
  readonly after: Side;
}

export interface Count {
  readonly name: string;
  readonly wider: number;
  readonly narrower: number;
  readonly obligations: number;
}

/** What a replay counted in a part of the ledger. Plain data: it crosses threads. */
export interface ReplayTally {
  readonly same: number;
  readonly wider: number;
  readonly narrower: number;
  readonly obligations: number;
  /** Most flips first. A flip counts for each rule that decided on one side only. */
  readonly byRule: readonly Count[];
  readonly byActor: readonly Count[];
  readonly byTool: readonly Count[];
  /** The earliest of each change. */
  readonly samples: readonly FlippedDecision[];
  /** Why decisions could not be evaluated again. */
  readonly notReplayable: readonly {
    readonly reason: string;
    readonly count: number;
    readonly first: readonly number[];
  }[];
}

/** What a decision is counted under. */
export interface Subject extends Omit<FlippedDecision, 'change' | 'before' | 'after'> {
  /** `server/name`. */
  readonly tool: string | undefined;
}

interface Changes {
  wider: number;
  narrower: number;
  obligations: number;
}

/** Names are what callers chose: past so many, the rest are counted together. */
const maxNames = 10_000;
const others = '(others)';
const noRule = '(default)';
const maxFirst = 10;

/** Counts in memory that does not grow with the ledger. */
export class Tally {
  #same = 0;
  readonly #total: Changes = { wider: 0, narrower: 0, obligations: 0 };
  readonly #byRule = new Map<string, Changes>();
  readonly #byActor = new Map<string, Changes>();
  readonly #byTool = new Map<string, Changes>();
  readonly #samples: { readonly [change in Change]: FlippedDecision[] } = {
    wider: [],
    narrower: [],
    obligations: [],
  };
  readonly #notReplayable = new Map<string, { count: number; first: number[] }>();
  readonly #maxSamples: number;

  /** Keeps so many samples of each change. */
  constructor(maxSamples: number) {
    this.#maxSamples = maxSamples;
  }

  add(subject: Subject, comparison: Comparison): void {
    if (comparison === 'same') {
      this.#same += 1;
      return;
    }
    const { change, before, after } = comparison;
    this.#total[change] += 1;
    for (const rule of rulesOnOneSide(before, after)) count(this.#byRule, rule)[change] += 1;
    const { tool, ...shown } = subject;
    count(this.#byActor, shown.actor)[change] += 1;
    if (tool !== undefined) count(this.#byTool, tool)[change] += 1;
    const samples = this.#samples[change];
    if (samples.length < this.#maxSamples) samples.push({ ...shown, change, before, after });
  }

  skip(index: number, reason: string): void {
    const known = this.#notReplayable.get(reason) ?? { count: 0, first: [] };
    known.count += 1;
    if (known.first.length < maxFirst) known.first.push(index);
    this.#notReplayable.set(reason, known);
  }

  counted(): ReplayTally {
    return {
      same: this.#same,
      ...this.#total,
      byRule: counts(this.#byRule),
      byActor: counts(this.#byActor),
      byTool: counts(this.#byTool),
      samples: Object.values(this.#samples).flat(),
      notReplayable: [...this.#notReplayable].map(([reason, found]) => ({ reason, ...found })),
    };
  }
}

/** As if one had counted all: each part has the earliest that it saw. */
export function joinTallies(parts: readonly ReplayTally[], maxSamples: number): ReplayTally {
  const sum = (of: (part: ReplayTally) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  const joinCounts = (of: (part: ReplayTally) => readonly Count[]): readonly Count[] => {
    const joined = new Map<string, Changes>();
    for (const { name, ...changes } of parts.flatMap(of)) {
      const known = count(joined, name);
      known.wider += changes.wider;
      known.narrower += changes.narrower;
      known.obligations += changes.obligations;
    }
    return counts(joined);
  };
  const samples = parts.flatMap((part) => part.samples).toSorted((a, b) => a.index - b.index);
  const reasons = new Map<string, { count: number; first: number[] }>();
  for (const { reason, count: more, first } of parts.flatMap((part) => part.notReplayable)) {
    const known = reasons.get(reason) ?? { count: 0, first: [] };
    reasons.set(reason, { count: known.count + more, first: [...known.first, ...first] });
  }
  return {
    same: sum((part) => part.same),
    wider: sum((part) => part.wider),
    narrower: sum((part) => part.narrower),
    obligations: sum((part) => part.obligations),
    byRule: joinCounts((part) => part.byRule),
    byActor: joinCounts((part) => part.byActor),
    byTool: joinCounts((part) => part.byTool),
    samples: (['wider', 'narrower', 'obligations'] as const).flatMap((change) =>
      samples.filter((sample) => sample.change === change).slice(0, maxSamples),
    ),
    notReplayable: [...reasons]
      .map(([reason, found]) => ({
        reason,
        count: found.count,
        first: found.first.toSorted((a, b) => a - b).slice(0, maxFirst),
      }))
      .toSorted((a, b) => b.count - a.count),
  };
}

function rulesOnOneSide(before: Side, after: Side): readonly string[] {
  const [was, is] = [namesOf(before), namesOf(after)];
  const differing = [
    ...was.filter((rule) => !is.includes(rule)),
    ...is.filter((rule) => !was.includes(rule)),
  ];
  // The rule stayed and says something else now.
  return differing.length === 0 ? is : differing;
}

function namesOf({ rules }: Side): readonly string[] {
  return rules.length === 0 ? [noRule] : rules;
}

function count(counted: Map<string, Changes>, name: string): Changes {
  const key = counted.has(name) || counted.size < maxNames ? name : others;
  const known = counted.get(key) ?? { wider: 0, narrower: 0, obligations: 0 };
  counted.set(key, known);
  return known;
}

function counts(counted: ReadonlyMap<string, Changes>): readonly Count[] {
  return [...counted]
    .map(([name, changes]) => ({ name, ...changes }))
    .toSorted((a, b) => flipsOf(b) - flipsOf(a) || (a.name < b.name ? -1 : 1));
}

function flipsOf({ wider, narrower, obligations }: Changes): number {
  return wider + narrower + obligations;
}
