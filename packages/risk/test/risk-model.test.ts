import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultRiskModel, riskModelJsonSchema, riskModelSchema } from '../src/index.ts';

const document = (parts: object) => ({ apiVersion: 'zoqore.dev/risk/v1', ...parts });

describe('a risk model', () => {
  it('that says nothing is the default', () => {
    expect(riskModelSchema.parse(document({}))).toEqual(defaultRiskModel);
  });

  it.each<[string, unknown]>([
    ['no object', null],
    ['a list', []],
    ['no apiVersion', {}],
    ['another apiVersion', { apiVersion: 'zoqore.dev/risk/v2' }],
    ['an unknown field', document({ override: {} })],
    ['an unknown detector', document({ detectors: { paths: false } })],
    ['a detector that is neither on nor off', document({ detectors: { path: 'off' } })],
    ['an unknown grade', document({ overrides: { 'path.a': { grade: 'L4' } } })],
    ['a weight above 1', document({ overrides: { 'path.a': { weight: 2 } } })],
    ['a weight that is no number', document({ overrides: { 'path.a': { weight: Number.NaN } } })],
    ['an override that is no object', document({ overrides: { 'path.a': 'L1' } })],
    ['an override that says nothing', document({ overrides: { 'path.a': {} } })],
    ['a finding of an unknown detector', document({ overrides: { 'paths.a': { grade: 'L1' } } })],
    ['a detector where a finding is expected', document({ overrides: { path: { grade: 'L1' } } })],
    ['an override of a failure', document({ overrides: { 'path.unavailable': { grade: 'L1' } } })],
    ['a threshold in words', document({ thresholds: { L3: 'high' } })],
    ['a threshold for L1', document({ thresholds: { L1: 0.1 } })],
  ])('with %s is refused', (_, value) => {
    expect(riskModelSchema.safeParse(value).success).toBe(false);
  });

  it('takes no override from the name of a prototype', () => {
    const data: unknown = JSON.parse(
      '{"apiVersion":"zoqore.dev/risk/v1","overrides":{"__proto__":{"grade":"L1"}}}',
    );
    expect(riskModelSchema.parse(data)).toEqual(defaultRiskModel);
  });

  it('has a JSON Schema that names every detector and refuses other keys', () => {
    const schema = JSON.stringify(riskModelJsonSchema());
    expect(schema).toContain('"additionalProperties":false');
    for (const name of ['path', 'shell', 'content', 'egress', 'novelty', 'trust', 'tool'])
      expect(schema).toContain(`"${name}":{"type":"boolean"}`);
  });

  it('names exactly the detectors of the type', () => {
    const source = readFileSync(new URL('../src/model.ts', import.meta.url), 'utf8');
    const declared = /export type Detector = ([^;]*);/.exec(source)?.[1]?.match(/[a-z]+/g) ?? [];
    const { properties } = riskModelJsonSchema() as {
      properties: { detectors: { properties: Record<string, unknown> } };
    };
    expect(Object.keys(properties.detectors.properties)).toEqual(declared);
  });
});
