import type { CitationPolicy } from './citation-policy.ts';
import type { Tier } from './known-sources.ts';
import { readSource } from './read-source.ts';
import { tierOf } from './source-tier.ts';

/** What a claim rests on. */
export interface Citation {
  /** A URL, or an identifier such as `RFC 6962`. */
  readonly source: string;
  /** 0: the source itself was read. 1: it is cited by one that was read, and so on. */
  readonly hops?: number;
}

/**
 * `gold`: may be relied on. `verify`: check it first. `human`: a person decides. `insufficient`: neither rejected nor
 * enough for a person to go by; look for better sources. `reject`: do not rely on it.
 */
export type CitationVerdict = 'gold' | 'verify' | 'human' | 'insufficient' | 'reject';

export interface CitationScore {
  /** 0–100, to two decimals. */
  readonly index: number;
  readonly verdict: CitationVerdict;
  /** Those that counted, in the order given. `value`: the weight of the tier less what the hops take. */
  readonly sources: readonly {
    readonly source: string;
    readonly tier: Tier;
    readonly hops: number;
    readonly value: number;
  }[];
  /** Those that did not, and why. */
  readonly ignored: readonly {
    readonly source: string;
    readonly because: 'named-before' | 'too-many-hops' | 'hops-unknown' | 'not-a-source';
  }[];
}

/**
 * The index of a claim: the mean of its sources' values. The same source counts once, as near as it was named; one that
 * is further than `maxHops` away does not count, nor one whose distance is no whole number. Without a source that
 * counts the index is 0 and the claim is rejected.
 */
export function scoreCitations(policy: CitationPolicy, citations: readonly Citation[]): CitationScore {
  const { maxHops, decayPerHop } = policy.transitive;
  const counted = new Map<string, CitationScore['sources'][number]>();
  const ignored: CitationScore['ignored'][number][] = [];
  for (const { source, hops = 0 } of citations) {
    const read = readSource(source);
    if (read === undefined) ignored.push({ source, because: 'not-a-source' });
    else if (!Number.isInteger(hops) || hops < 0) ignored.push({ source, because: 'hops-unknown' });
    else if (hops > maxHops) ignored.push({ source, because: 'too-many-hops' });
    else if ((counted.get(read.key)?.hops ?? Infinity) <= hops)
      ignored.push({ source, because: 'named-before' });
    else {
      const before = counted.get(read.key);
      if (before !== undefined) ignored.push({ source: before.source, because: 'named-before' });
      const tier = tierOf(read, policy.sources);
      counted.set(read.key, {
        source,
        tier,
        hops,
        value: Math.max(0, policy.weights[tier] - decayPerHop * hops),
      });
    }
  }
  const sources = [...counted.values()];
  const sum = sources.reduce((total, { value }) => total + value, 0);
  const mean = sources.length === 0 ? 0 : sum / sources.length;
  return {
    index: Math.round(mean * 100) / 100,
    verdict: verdictOf(mean, sources.length, policy),
    sources,
    ignored,
  };
}

function verdictOf(index: number, count: number, { thresholds }: CitationPolicy): CitationVerdict {
  if (count === 0 || index < thresholds.reject) return 'reject';
  if (index >= thresholds.gold) return 'gold';
  if (index >= thresholds.verify) return 'verify';
  return index >= thresholds.human ? 'human' : 'insufficient';
}
