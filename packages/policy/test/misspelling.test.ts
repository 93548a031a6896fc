import { parsePolicySet, PolicyError } from '@zoqore/policy';
import type { PolicyIssue } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** Every key of the language, and every value of its closed sets. */
const whole = `apiVersion: zoqore.dev/policy/v1
name: whole
description: all of it
default: { read: allow, write: escalate, execute: deny, network: deny, admin: deny }
rules:
  - id: everything
    effect: escalate
    match:
      action: [read, write, execute, network, admin]
      kind: [path, url, command, tool, prompt, service]
      actor: { id: a, kind: agent, role: clerk, trustStage: { atLeast: CBT, atMost: KBT } }
      tool:
        server: s
        name: t
        arguments:
          amount: { equals: 1, in: [1], range: { min: 0, max: 1 }, prefix: a, suffix: b }
      risk: { atLeast: L1, atMost: L3 }
      labels: { any: a, all: b, none: c, gives: d, completes: [a, d] }
      path: { prefix: a, glob: b, not: c, ignoreCase: true }
      url: { scheme: https, host: a.example, port: 443, method: GET, path: / }
      shell: { program: npm, argv: test, without: '-g' }
      time: { days: [mon, tue, wed, thu, fri, sat, sun], from: '09:00', to: '17:00', zone: Europe/Berlin }
      content: { contains: a, pattern: b }
    when: request.context.a == 1
    because: of this
    requires: [human_review_required]
    obligations:
      - limit: { perMinute: 1 }
      - redact: { fields: [a] }
      - watermark: { text: a }
      - sandbox: { profile: a }
      - notify: { channel: a }
      - quorum: { count: 1 }
      - require-reason
      - record-content
      - { type: limit, perMinute: 2 }
    examples:
      match:
        - action: read
          path: a
          resources: [{ url: https://a.example/, method: GET, certainty: inferred, action: read }]
          actor: { id: a, kind: agent, roles: [clerk], trustStage: IBT }
          content: a
          labels: [a]
          session: s
          context: {}
          risk: L2
          now: '2026-01-05T09:00:00Z'
      noMatch:
        - { tool: { server: s, name: t, arguments: {} } }
        - { prompt: { model: m, persona: p } }
        - { service: s }
        - { command: npm test, resources: [{ path: a }, { command: ls }] }
        - { url: https://a.example/, method: GET }
marks:
  - id: reads
    label: d
    match: { action: read }
    when: request.context.a == 1
    because: of that
    examples: { match: [], noMatch: [] }
`;

interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const closed =
  /^(?:allow|escalate|deny|read|write|execute|network|admin|path|url|command|tool|prompt|service|[CKI]BT|mon|tue|wed|thu|fri|sat|sun|inferred|require-reason|record-content|limit|zoqore\.dev\/policy\/v1|Europe\/Berlin)$/;

/** Keys, but for those that are anybody's, and values of closed sets, as they stand in the text. */
function words(): { readonly keys: readonly Word[]; readonly values: readonly Word[] } {
  const found: { keys: Word[]; values: Word[] } = { keys: [], values: [] };
  const wordAt = (node: unknown): Word[] => {
    if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return [];
    const [from, to] = node.range;
    return [{ text: node.value, from, to }];
  };
  const walk = (node: unknown, key: string): void => {
    if (isSeq(node)) node.items.forEach((item) => walk(item, key));
    else if (isMap(node)) {
      for (const { key: name, value } of node.items) {
        const text = isScalar(name) ? String(name.value) : '';
        if (key !== 'arguments') found.keys.push(...wordAt(name));
        walk(value, text);
      }
    } else if (isScalar(node) && typeof node.value === 'string' && closed.test(node.value)) {
      found.values.push(...wordAt(node));
    }
  };
  walk(parseDocument(whole).contents, '');
  return found;
}

function issuesOf(text: string): readonly PolicyIssue[] {
  try {
    parsePolicySet(text);
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.details.issues;
    throw error;
  }
}

/** As fingers do it: two letters swapped, or one twice. */
function misspelt({ text }: Word): string {
  const [first = '', second = ''] = text;
  const swapped = `${second}${first}${text.slice(2)}`;
  return text.length > 3 && first !== second ? swapped : `${text}${text.at(-1)}`;
}

function placeOf(offset: number): { line: number; column: number } {
  const before = whole.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const { keys, values } = words();

describe('a misspelt word', () => {
  it('is looked for in a set that is right', () => {
    expect(issuesOf(whole)).toEqual([]);
    expect(keys.length).toBeGreaterThan(120);
    expect(values.length).toBeGreaterThan(35);
  });

  it('as a key, at every level, is named with its place, what there is and what was meant', () => {
    for (const word of keys) {
      const issues = issuesOf(whole.slice(0, word.from) + misspelt(word) + whole.slice(word.to));
      expect(issues).toContainEqual(
        expect.objectContaining({
          ...placeOf(word.from),
          found: misspelt(word),
          suggestion: word.text,
          expected: expect.stringContaining(word.text),
        }),
      );
    }
  });

  it('as a value, at every level, is named with its place, what there is and what was meant', () => {
    for (const word of values) {
      const issues = issuesOf(whole.slice(0, word.from) + misspelt(word) + whole.slice(word.to));
      expect({ word: word.text, issues }).toEqual({
        word: word.text,
        issues: expect.arrayContaining([
          expect.objectContaining({
            ...placeOf(word.from),
            found: `\`${misspelt(word)}\``,
            suggestion: word.text,
            expected: expect.any(String),
          }),
        ]),
      });
    }
  });
});
