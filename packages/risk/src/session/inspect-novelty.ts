import type { Signal } from '../model.ts';
import { makeSignal } from '../signal.ts';

const BUSY_PER_MINUTE = 60;
const BURST_PER_MINUTE = 300;

/** What the runtime remembers of an actor; an absent fact says nothing either way. */
export interface NoveltyFacts {
  readonly isNewTool?: boolean;
  readonly isNewTarget?: boolean;
  readonly isNewHost?: boolean;
  /** Requests of this actor within the last 60 s, this one included. */
  readonly recentPerMinute?: number;
}

/**
 * Firsts and bursts: a first target is L1, a first tool or host L2, more than 60 requests a minute L2, more
 * than 300 L3. A rate that is not a number counts as a burst.
 */
export function inspectNovelty(facts: NoveltyFacts): Signal[] {
  const signals: Signal[] = [];
  if (facts.isNewTool === true) {
    signals.push(makeSignal('novelty', 'new-tool', 'L2', 'first use of this tool by this actor'));
  }
  if (facts.isNewTarget === true) {
    signals.push(makeSignal('novelty', 'new-target', 'L1', 'first touch of this target by this actor'));
  }
  if (facts.isNewHost === true) {
    signals.push(makeSignal('novelty', 'new-host', 'L2', 'first contact with this host by this actor'));
  }
  const rate = facts.recentPerMinute;
  if (rate !== undefined && !(rate <= BURST_PER_MINUTE)) {
    signals.push(makeSignal('novelty', 'burst', 'L3', `${rate} requests within a minute`));
  } else if (rate !== undefined && rate > BUSY_PER_MINUTE) {
    signals.push(makeSignal('novelty', 'busy', 'L2', `${rate} requests within a minute`));
  }
  return signals;
}
