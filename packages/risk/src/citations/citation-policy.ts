import { z } from 'zod';
import { citationTiers, knownSources } from './known-sources.ts';
import type { SourceRule, Tier } from './known-sources.ts';

/** How claims are judged by what they cite (decision contract, "Citations"). */
export interface CitationPolicy {
  /** What a source of the tier is worth, 0–100. */
  readonly weights: Readonly<Record<Tier, number>>;
  /** An index from there on is at least so good; below `reject` it is rejected. */
  readonly thresholds: {
    readonly gold: number;
    readonly verify: number;
    readonly human: number;
    readonly reject: number;
  };
  /** A source that was not read but is cited by one that was, and so on. */
  readonly transitive: { readonly maxHops: number; readonly decayPerHop: number };
  /** Which tier a source is of: the first rule that knows it, otherwise T4. */
  readonly sources: readonly SourceRule[];
}

/** What citations are scored by where an operator wrote nothing else. */
export const defaultCitationPolicy: CitationPolicy = {
  weights: { T1: 100, T2: 90, T3: 70, T4: 45 },
  thresholds: { gold: 90, verify: 60, human: 40, reject: 35 },
  transitive: { maxHops: 2, decayPerHop: 15 },
  sources: knownSources,
};

const points = z.number().min(0).max(100);
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const site = z
  .string()
  .max(512)
  .regex(new RegExp(`^${label}(?:\\.${label})+(?:/[^/?#*\\s]+)*[*]?$`), {
    error: 'expected a host in lower case without `www.`, with or without the beginning of a path',
  });
const designation = z
  .string()
  .max(64)
  .regex(/^[A-Za-z]+(?:[ /-][A-Za-z]+)*$/, { error: 'expected the letters that an identifier begins with' });

const sourceRule: z.ZodType<SourceRule> = z
  .strictObject({
    tier: z.enum(citationTiers),
    sites: z.array(site).max(1_000).default([]),
    designations: z.array(designation).max(100).default([]),
  })
  .refine(({ sites, designations }) => sites.length + designations.length > 0, {
    error: 'names neither sites nor designations',
    when: ({ issues }) => issues.length === 0,
  });

const { weights, thresholds, transitive } = defaultCitationPolicy;

/**
 * The document that people write, `apiVersion: zoqore.dev/citations/v1`; its output is the policy. What is absent is the
 * default's; `sources` come before the known ones, and stand alone with `knownSources: false`.
 */
export const citationPolicySchema: z.ZodType<CitationPolicy> = z
  .strictObject({
    apiVersion: z.literal('zoqore.dev/citations/v1'),
    weights: z
      .strictObject({
        T1: points.default(weights.T1),
        T2: points.default(weights.T2),
        T3: points.default(weights.T3),
        T4: points.default(weights.T4),
      })
      .prefault({}),
    thresholds: z
      .strictObject({
        gold: points.default(thresholds.gold),
        verify: points.default(thresholds.verify),
        human: points.default(thresholds.human),
        reject: points.default(thresholds.reject),
      })
      .prefault({}),
    transitive: z
      .strictObject({
        maxHops: z.int().min(0).max(10).default(transitive.maxHops),
        decayPerHop: points.default(transitive.decayPerHop),
      })
      .prefault({}),
    sources: z.array(sourceRule).max(1_000).default([]),
    knownSources: z.boolean().default(true),
  })
  .superRefine(({ weights: by, thresholds: from }, context) => {
    const descend = (group: string, values: Readonly<Record<string, number>>): void => {
      const names = Object.keys(values);
      for (const [at, name] of names.entries()) {
        const above = names[at - 1];
        if (above === undefined || (values[name] ?? 0) <= (values[above] ?? 0)) continue;
        context.addIssue({
          code: 'custom',
          path: [group, name],
          message: `expected at most \`${group}.${above}\` (${values[above]})`,
        });
      }
    };
    descend('weights', by);
    descend('thresholds', from);
  })
  .transform(({ apiVersion: _apiVersion, knownSources: isKnown, sources, ...policy }) => ({
    ...policy,
    sources: isKnown ? [...sources, ...knownSources] : sources,
  }));

/** JSON Schema (draft 2020-12) of a citation policy as people write it, for editors. A fresh copy each time. */
export function citationPolicyJsonSchema(): object {
  return {
    $id: 'https://zoqore.dev/citations/v1.json',
    title: 'ZoQore citation policy',
    ...z.toJSONSchema(citationPolicySchema, { io: 'input', unrepresentable: 'any' }),
  };
}
