import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Citation, defaultCitationPolicy, scoreCitations } from '../../src/index.ts';

interface Case {
  readonly name: string;
  readonly sources: readonly (string | Citation)[];
  readonly index: number;
  readonly verdict: string;
  readonly tiers: readonly string[];
  readonly ignored?: readonly (readonly [string, string])[];
}

const file = new URL('../../../../docs/spec/vectors/citations/scores.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

describe('the index of a claim', () => {
  it.each(cases.map((each) => [each.name, each] as const))('%s', (_, each) => {
    const citations = each.sources.map((source) => (typeof source === 'string' ? { source } : source));
    const score = scoreCitations(defaultCitationPolicy, citations);
    expect({
      index: score.index,
      verdict: score.verdict,
      tiers: score.sources.map(({ tier }) => tier),
      ignored: score.ignored.map(({ source, because }) => [source, because]),
    }).toEqual({
      index: each.index,
      verdict: each.verdict,
      tiers: each.tiers,
      ignored: each.ignored ?? [],
    });
  });

  it('has a vector for every verdict and every tier', () => {
    expect(new Set(cases.map(({ verdict }) => verdict)).size).toBe(5);
    expect(new Set(cases.flatMap(({ tiers }) => tiers)).size).toBe(4);
  });
});
