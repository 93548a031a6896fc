import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Citation,
  citationPolicyJsonSchema,
  citationPolicySchema,
  defaultCitationPolicy,
  scoreCitations,
} from '../../src/index.ts';

const document = (parts: object) => ({ apiVersion: 'zoqore.dev/citations/v1', ...parts });
const policyOf = (parts: object) => citationPolicySchema.parse(document(parts));
const own = [{ tier: 'T1', sites: ['specs.example.org/approved'], designations: ['ACME'] }];

describe('a citation policy', () => {
  it('that says nothing is the default, which could be written out', () => {
    expect(policyOf({})).toEqual(defaultCitationPolicy);
    const { sources, ...rest } = defaultCitationPolicy;
    expect(policyOf({ ...rest, sources, knownSources: false })).toEqual(defaultCitationPolicy);
  });

  it('puts its own sources before the known ones, or in their place', () => {
    const before = policyOf({ sources: [...own, { tier: 'T4', sites: ['owasp.org'] }] });
    const tiers = (policy: typeof before, ...sources: readonly string[]) =>
      scoreCitations(
        policy,
        sources.map((source) => ({ source })),
      ).sources.map(({ tier }) => tier);
    expect(
      tiers(before, 'https://specs.example.org/approved/1', 'https://specs.example.org/draft/1', 'ACME-12'),
    ).toEqual(['T1', 'T4', 'T1']);
    expect(tiers(before, 'https://owasp.org/', 'RFC 1')).toEqual(['T4', 'T1']);
    expect(tiers(policyOf({ sources: own, knownSources: false }), 'RFC 1')).toEqual(['T4']);
  });

  it.each<[string, unknown]>([
    ['no apiVersion', {}],
    ['a misspelt key', document({ threshold: {} })],
    ['a weight above 100', document({ weights: { T1: 101 } })],
    ['a lower tier that weighs more', document({ weights: { T4: 95 } })],
    ['thresholds out of order', document({ thresholds: { gold: 50 } })],
    ['half a hop', document({ transitive: { maxHops: 0.5 } })],
    ['a rule that names nothing', document({ sources: [{ tier: 'T1' }] })],
    ['a word where a host is expected', document({ sources: [{ tier: 'T1', sites: ['rfc'] }] })],
    ['a URL where a host is expected', document({ sources: [{ tier: 'T1', sites: ['https://a.example'] }] })],
    ['a star in the host', document({ sources: [{ tier: 'T1', sites: ['*.example.org'] }] })],
    ['a host in upper case', document({ sources: [{ tier: 'T1', sites: ['A.example'] }] })],
    ['an expression for a designation', document({ sources: [{ tier: 'T1', designations: ['.*'] }] })],
  ])('with %s is refused', (_, value) => {
    expect(citationPolicySchema.safeParse(value).success).toBe(false);
  });

  it('has a JSON Schema that refuses other keys', () => {
    expect(citationPolicyJsonSchema()).toMatchObject({
      $id: 'https://zoqore.dev/citations/v1.json',
      additionalProperties: false,
    });
  });
});

describe('the index', () => {
  const citation: fc.Arbitrary<Citation> = fc.record(
    {
      source: fc.oneof(
        fc.constantFrom('RFC 1', 'https://owasp.org/a', 'https://dev.to/b', 'https://x.example/c'),
        fc.webUrl(),
        fc.string({ unit: 'binary' }),
      ),
      hops: fc.oneof(fc.integer({ min: -1, max: 4 }), fc.double()),
    },
    { requiredKeys: ['source'] },
  );

  it('is 0 to 100 for whatever is cited, names every source once and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(citation, { maxLength: 12 }), (citations) => {
        const score = scoreCitations(defaultCitationPolicy, citations);
        expect(score.index).toBeGreaterThanOrEqual(0);
        expect(score.index).toBeLessThanOrEqual(100);
        expect(score.sources.length + score.ignored.length).toBe(citations.length);
        const turned = scoreCitations(defaultCitationPolicy, citations.toReversed());
        expect([turned.index, turned.verdict]).toEqual([score.index, score.verdict]);
      }),
      { seed: 20_261_125 },
    );
  });

  it('never rises with the distance of a source', () => {
    for (const source of ['RFC 1', 'https://owasp.org/', 'https://dev.to/', 'x']) {
      const indexes = [0, 1, 2, 3].map(
        (hops) => scoreCitations(defaultCitationPolicy, [{ source, hops }]).index,
      );
      expect(indexes).toEqual(indexes.toSorted((a, b) => b - a));
    }
  });
});
