import { readFileSync } from 'node:fs';
import { policyJsonSchema } from '@zoqore/policy';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const shipped = (file: string): string =>
  readFileSync(new URL(import.meta.resolve(`@zoqore/policy/packs/${file}`)), 'utf8');

// Formats are the language's own to check.
const isPolicy = new Ajv2020({ allErrors: true, formats: { uri: true, 'date-time': true } }).compile(
  policyJsonSchema(),
);

const set = (rule: object, more: object = {}) => ({
  apiVersion: 'zoqore.dev/policy/v1',
  name: 'a',
  rules: [{ id: 'a', effect: 'deny', match: {}, ...rule }],
  ...more,
});

describe('the JSON Schema of policy files', () => {
  it('is the one that ships: `qorectl policy schema > packages/policy/packs/policy.schema.json` renews it', () => {
    expect(JSON.parse(shipped('policy.schema.json'))).toEqual(policyJsonSchema());
    const exported = new URL(import.meta.resolve('@zoqore/policy/policy.schema.json'));
    expect(readFileSync(exported, 'utf8')).toBe(shipped('policy.schema.json'));
  });

  it.each(['failsafe', 'balanced', 'observe', 'rule-of-two'])('accepts %s, which names it', (name) => {
    const text = shipped(`${name}.yaml`);
    expect(text.split('\n', 1)[0]).toBe('# yaml-language-server: $schema=policy.schema.json');
    isPolicy(parse(text));
    expect(isPolicy.errors ?? []).toEqual([]);
  });

  it('accepts what people write in short', () => {
    const documents = [
      set({ match: { action: 'read', path: { glob: 'a' } }, obligations: ['require-reason'] }),
      set({ obligations: [{ limit: { perMinute: 1 } }, { type: 'notify', channel: 'ops' }] }),
      set({ match: { time: { days: 'mon', from: '09:00', zone: 'Europe/Berlin' } } }),
      set({}, { default: 'escalate', extends: 'failsafe', without: ['b'] }),
      set({}, { default: { write: 'escalate' }, extends: ['failsafe', './team.yaml'] }),
      set({}, { marks: [{ id: 'm', label: 'seen', match: {} }] }),
    ];
    for (const document of documents) {
      isPolicy(document);
      expect(isPolicy.errors ?? []).toEqual([]);
    }
  });

  it.each([
    ['a misspelt key', set({ efect: 'deny' })],
    ['a misspelt key deep down', set({ match: { actor: { trustStage: { atLest: 'KBT' } } } })],
    ['a misspelt value', set({ match: { action: 'raed' } })],
    ['an unknown apiVersion', { ...set({}), apiVersion: 'zoqore.dev/policy/v2' }],
    ['a missing name', { ...set({}), name: undefined }],
    ['an obligation that there is not', set({ obligations: ['watermarks'] })],
    ['a mark without a label', set({}, { marks: [{ id: 'm', match: {} }] })],
    ['a number out of bounds', set({ match: { url: { port: 70_000 } } })],
  ])('refuses %s', (_, document) => {
    expect(isPolicy(JSON.parse(JSON.stringify(document)))).toBe(false);
  });

  it('says of every key what it means, and of every closed set of values which there are', () => {
    const silent: string[] = [];
    let keys = 0;
    const enums = new Set<string>();
    const walk = (node: unknown, at: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties, enum: values } = node as { properties?: Record<string, unknown>; enum?: string[] };
      if (values !== undefined) enums.add(values.join(' '));
      for (const [key, value] of Object.entries(properties ?? {})) {
        keys++;
        const { description } = Object(value) as { description?: string };
        if (description === undefined || description.length < 5) silent.push(`${at}.${key}`);
      }
      for (const [key, value] of Object.entries(node)) walk(value, `${at}/${key}`);
    };
    walk(policyJsonSchema(), '');
    expect(keys).toBeGreaterThan(100);
    expect(silent).toEqual([]);
    expect([...enums]).toEqual(
      expect.arrayContaining([
        'allow escalate deny',
        'read write execute network admin',
        'path url command tool prompt service',
        'CBT KBT IBT',
        'L1 L2 L3',
        'mon tue wed thu fri sat sun',
      ]),
    );
  });
});
