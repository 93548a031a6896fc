import type { PolicyIssue, PolicySet } from '@zoqore/policy';
import { definePolicySet, parsePolicySet, PolicyError, policyJsonSchema } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';

const head = 'apiVersion: zoqore.dev/policy/v1\nname: a\n';
const whole = `${head}default: { write: escalate }
rules:
  - id: read/docs # a comment
    effect: allow
    match: { action: read, path: { glob: docs/** } }
    obligations: [limit: { perMinute: 30 }, require-reason]
  - id: no-secrets
    match: { content: { pattern: "(?i)secret" } }
    effect: deny
    when: request.context.branch != "main"
`;

function issuesOf(text: string): readonly PolicyIssue[] {
  try {
    parsePolicySet(text);
  } catch (error) {
    if (error instanceof PolicyError) return error.details.issues;
    throw error;
  }
  return [];
}

function first(text: string): PolicyIssue | undefined {
  return issuesOf(text)[0];
}

describe('parsePolicySet', () => {
  it('turns single values into lists, missing defaults into deny, and obligations into data', () => {
    expect(parsePolicySet(whole)).toEqual({
      apiVersion: 'zoqore.dev/policy/v1',
      name: 'a',
      default: { read: 'deny', write: 'escalate', execute: 'deny', network: 'deny', admin: 'deny' },
      rules: [
        {
          id: 'read/docs',
          effect: 'allow',
          match: { action: ['read'], path: { glob: ['docs/**'] } },
          obligations: [{ type: 'limit', perMinute: 30 }, { type: 'require-reason' }],
        },
        {
          id: 'no-secrets',
          effect: 'deny',
          match: { content: { pattern: ['(?i)secret'] } },
          when: 'request.context.branch != "main"',
        },
      ],
    });
  });

  it('yields the same data for CRLF, a byte order mark, other comments and another order of keys', () => {
    const set = parsePolicySet(whole);
    expect(parsePolicySet(`\uFEFF${whole.replaceAll('\n', '\r\n')}`)).toEqual(set);
    expect(parsePolicySet(whole.replace('# a comment', ''))).toEqual(set);
    const swapped = whole.replace(
      'apiVersion: zoqore.dev/policy/v1\nname: a',
      'name: a\napiVersion: zoqore.dev/policy/v1',
    );
    expect(parsePolicySet(swapped)).toEqual(set);
  });

  it('takes its own data unchanged, as JSON and through definePolicySet', () => {
    const set = parsePolicySet(whole);
    const copy: PolicySet = JSON.parse(JSON.stringify(set));
    expect(definePolicySet(copy)).toEqual(set);
    expect(parsePolicySet(JSON.stringify(set))).toEqual(set);
  });

  it('freezes what it returns', () => {
    const { rules } = parsePolicySet(whole);
    expect(Object.isFrozen(rules[0]?.match.path?.glob)).toBe(true);
  });

  it('lists every issue in the order of the text, with place, expectation and suggestion', () => {
    const issues = issuesOf(`${head}defualt: deny
rules:
  - id: a
    effect: alow
    match: { action: [read, wirte], risk: { atMots: L2 } }
    obligations: [{ limit: { perMinute: 0 } }]
  - id: a
    effect: deny
    match: { path: { glob: "a**" } }
    when: request.contxt.a
`);
    expect(issues.map(({ line, column, suggestion }) => [line, column, suggestion])).toEqual([
      [3, 1, 'default'],
      [6, 13, 'allow'],
      [7, 29, 'write'],
      [7, 45, 'atMost'],
      [8, 41, undefined],
      [11, 28, undefined],
      [12, 11, undefined],
      [9, 9, undefined],
    ]);
    expect(issues[1]).toMatchObject({ expected: 'one of allow, escalate, deny', found: '`alow`' });
    expect(issues.at(-1)?.message).toBe('the id `a` is taken by line 5');
  });

  it.each([
    ['an empty match key', 'match: { path: {} }', /is empty|needs/],
    ['an empty list', 'match: { action: [] }', /at least 1/],
    ['a missing match', 'match:', /expected object, found null/],
    ['a look-ahead', 'match: { content: { pattern: "(?=a)" } }', /not a regular expression of RE2/],
    [
      'a regex that repeats too much',
      'match: { content: { pattern: "(aaaaaaaaaa){999}" } }',
      /repeats too much/,
    ],
    ['a glob of a megabyte', `match: { path: { glob: "${'a'.repeat(900_000)}" } }`, /at most 1024/],
    ['too many braces', `match: { path: { glob: "${'{a,b}'.repeat(10)}" } }`, /more than 128/],
    ['a parent directory', 'match: { path: { glob: "../x" } }', /segment `\.\.`/],
    ['wildcards in a prefix', 'match: { path: { prefix: "a/*" } }', /use `glob`/],
    ['a host that is not ASCII', 'match: { url: { host: "exämple.org" } }', /xn--/],
    ['a condition that is no boolean', 'match: {}\n    when: size(request.labels)', /expected bool/],
    ['a built-in id', 'match: {}\n    id: zoqore/self-protection', /stands twice|built in/],
  ])('refuses %s', (_, part, message) => {
    const text = `${head}rules:\n  - id: a\n    effect: deny\n    ${part}\n`;
    expect(
      issuesOf(text)
        .map((issue) => issue.message)
        .join('\n'),
    ).toMatch(message);
  });

  it('refuses ids that start with zoqore/', () => {
    const text = `${head}rules: [{ id: zoqore/self-protection, effect: allow, match: {} }]`;
    expect(first(text)?.message).toContain('built in');
  });

  it.each([
    ['tabs', 'a:\n\t- b', 'a tab is used as indentation, expected spaces', 2],
    ['duplicate keys', `${head}name: b`, 'the key `name` stands twice', 3],
    ['aliases', 'a: &x 1\nb: *x', 'anchors and aliases are not supported; write the value out', 1],
    ['tags', 'a: !!js/function x', 'tags are not supported; put text in quotes', 1],
    ['a second document', `${head}---\nname: b`, 'expected one YAML document, found another one here', 3],
    [
      'a document after the end of another',
      `${head}...\nname: b`,
      'expected one YAML document, found another one here',
      4,
    ],
    ['keys that are not text', '1: a', 'expected a key that is text; put it in quotes', 1],
    [
      'control characters',
      'a: \u0007',
      'the character U+0007 may not stand in a policy; write it as an escape',
      1,
    ],
    [
      'text that is shown backwards',
      'a: \u202e',
      'the character U+202E may not stand in a policy; write it as an escape',
      1,
    ],
  ])('refuses %s with their place', (_, text, message, line) => {
    expect(issuesOf(text)).toContainEqual(expect.objectContaining({ message, line }));
  });

  it('refuses escapes that make a lone surrogate', () => {
    expect(
      first(`apiVersion: zoqore.dev/policy/v1\nname: a\ndescription: "\\ud800"\nrules: []`)?.message,
    ).toContain('lone surrogate');
  });

  it.each([
    ['flow lists', '['.repeat(500_000)],
    ['block lists', '- '.repeat(300_000)],
    ['explicit keys', '? '.repeat(300_000)],
    ['flow maps', '{a: '.repeat(200_000)],
    ['closing brackets', '] '.repeat(300_000)],
    ['quotes', '"'.repeat(900_000)],
    ['anchors', '&a '.repeat(300_000)],
    ['documents', '---\n'.repeat(200_000)],
  ])('refuses a bomb of %s early', (_, text) => {
    const started = performance.now();
    expect(issuesOf(text)).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('survives deep nesting by indentation and many unknown keys', () => {
    const deep = Array.from({ length: 900 }, (_, at) => `${' '.repeat(at)}a:`).join('\n');
    expect(issuesOf(deep).length).toBeGreaterThan(0);
    const keys = Array.from({ length: 5_000 }, (_, at) => `k${at}: 1`).join('\n');
    expect(issuesOf(keys).at(-1)?.message).toContain('is not listed');
  });

  it('refuses 50 MB without reading them, and honours maxBytes in UTF-8 bytes', () => {
    const huge = 'a'.repeat(50_000_000);
    const started = performance.now();
    expect(first(huge)?.message).toContain('at most 1048576 bytes');
    expect(performance.now() - started).toBeLessThan(100);
    expect(() => parsePolicySet(`${head}rules: []`, { maxBytes: 20 })).toThrow(/at most 20 bytes/);
    expect(() => parsePolicySet('é', { maxBytes: 1 })).toThrow(/at most 1 bytes/);
  });

  it('refuses more than 10,000 rules', () => {
    const rules = Array.from({ length: 10_001 }, (_, at) => ({
      id: `r${at}`,
      effect: 'deny' as const,
      match: {},
    }));
    const set = { apiVersion: 'zoqore.dev/policy/v1', name: 'a', rules } as const;
    expect(() => definePolicySet(set)).toThrow(/at most 10000 entries/);
  });

  it('names the source and the first place in the message', () => {
    expect(() => parsePolicySet('nme: a', { source: 'x.yaml' })).toThrow(/^x\.yaml:1:1: .*\(and \d+ more\)$/);
  });
});

describe('definePolicySet', () => {
  it('reports issues by path, without lines', () => {
    try {
      definePolicySet(JSON.parse('{"apiVersion":"v2","name":"a","rules":[{"id":"a"}],"__proto__":1}'));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyError);
      if (!(error instanceof PolicyError)) return;
      expect(error.code).toBe('POLICY_INVALID');
      expect(error.details.issues.map((issue) => issue.path.join('.')).toSorted()).toEqual([
        '__proto__',
        'apiVersion',
        'rules.0.effect',
        'rules.0.match',
      ]);
      expect(error.details.issues.every((issue) => issue.line === undefined)).toBe(true);
    }
  });

  it('refuses a condition that reading would lose', () => {
    const argumentsOf = (fields: string): unknown =>
      JSON.parse(
        `{"apiVersion":"zoqore.dev/policy/v1","name":"a","rules":[{"id":"a","effect":"allow","match":{"tool":{"arguments":${fields}}}}]}`,
      );
    const issuesOf = (data: unknown): readonly string[] => {
      try {
        parsePolicySet(JSON.stringify(data));
        return [];
      } catch (error) {
        return error instanceof PolicyError
          ? error.details.issues.map(({ path, line }) => `${line}: ${path.slice(3).join('.')}`)
          : [String(error)];
      }
    };
    expect(issuesOf(argumentsOf('{"a":{"equals":1},"__proto__":{"equals":1}}'))).toEqual([
      '1: tool.arguments.__proto__',
    ]);
    // Without a test it would match every tool, and requests without one.
    expect(issuesOf(argumentsOf('{}'))).toEqual(['1: tool.arguments']);
    expect(issuesOf(argumentsOf('{"constructor":{"equals":1}}'))).toEqual([]);
  });

  it('accepts every obligation in both notations', () => {
    const rule = { id: 'a', effect: 'allow', match: {} } as const;
    const set = { apiVersion: 'zoqore.dev/policy/v1', name: 'a' } as const;
    const keyed = definePolicySet({
      ...set,
      rules: [
        {
          ...rule,
          obligations: [
            { redact: { fields: ['content'] } },
            { watermark: { text: 'x' } },
            { sandbox: { profile: 'x' } },
            { notify: { channel: 'x' } },
            { quorum: { count: 2 } },
            'record-content',
          ],
        },
      ],
    });
    expect(keyed.rules[0]?.obligations?.map(({ type }) => type)).toEqual([
      'redact',
      'watermark',
      'sandbox',
      'notify',
      'quorum',
      'record-content',
    ]);
    expect(definePolicySet(keyed)).toEqual(keyed);
  });
});

describe('policyJsonSchema', () => {
  it('is closed and knows every key of a match', () => {
    const schema = JSON.stringify(policyJsonSchema());
    for (const key of [
      'action',
      'actor',
      'tool',
      'path',
      'url',
      'shell',
      'kind',
      'labels',
      'risk',
      'content',
      'time',
    ]) {
      expect(schema).toContain(`"${key}":`);
    }
    expect(policyJsonSchema()).toMatchObject({ type: 'object', additionalProperties: false });
  });
});
