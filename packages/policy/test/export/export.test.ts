import type { PolicySet, RuleInput } from '@zoqore/policy';
import { definePolicySet } from '@zoqore/policy';
import { exportCedar, exportRego } from '@zoqore/policy/export';
import { describe, expect, it } from 'vitest';
import { environment } from '../requests.ts';

function setOf(...rules: readonly Omit<RuleInput, 'id'>[]): PolicySet {
  return definePolicySet({
    apiVersion: 'zoqore.dev/policy/v1',
    name: 'test',
    rules: rules.map((rule, index) => ({ ...rule, id: `r-${index}` })),
  });
}

function refused(
  exporter: typeof exportCedar | typeof exportRego,
  ...matches: readonly RuleInput['match'][]
): readonly string[] {
  const result = exporter(
    setOf(...matches.map((match) => ({ effect: 'deny', match }) as const)),
    environment,
  );
  if (result.exported) return [];
  return result.refusals.map(({ rule, path, reason }) => `${rule} ${path.join('.')}: ${reason}`);
}

describe('what Cedar cannot say', () => {
  it.each([
    [{ content: { pattern: 'a' } }, 'content.pattern', 'is a regular expression, and Cedar has none'],
    [{ path: { glob: '/a/?' } }, 'path.glob.0', 'has `?` or `[…]`, and `like` of Cedar knows `*` alone'],
    [
      { path: { glob: ['/a', '/[ab]'] } },
      'path.glob.1',
      'has `?` or `[…]`, and `like` of Cedar knows `*` alone',
    ],
    [
      { path: { not: '/*/b/**' } },
      'path.not.0',
      'has `*` before a `**` or before its last segment, and `*` of Cedar crosses slashes',
    ],
    [{ path: { glob: '**/a/**/b/**/c/**' } }, 'path.glob.0', 'has more than 3 `**`'],
    [
      { actor: { role: 'a*' } },
      'actor.role.0',
      'is a pattern that Cedar cannot test against each of several',
    ],
    [{ actor: { id: '[ab]' } }, 'actor.id.0', 'has `?` or `[…]`, and `like` of Cedar knows `*` alone'],
    [
      { shell: { without: '*x' } },
      'shell.without.0',
      'is a pattern that Cedar cannot test against each of several',
    ],
    [{ shell: { only: '-f' } }, 'shell.only', 'asks something of every argument'],
    [
      { labels: { gives: 'a' } },
      'labels.gives',
      'depends on the marks of the set, which the runtime keeps of sessions',
    ],
    [
      { labels: { completes: ['a', 'b'] } },
      'labels.completes',
      'depends on the marks of the set, which the runtime keeps of sessions',
    ],
    [
      { shell: { argv: 'a b c d e f g h i' } },
      'shell.argv.0',
      'names more than 8 arguments, and Cedar has no lists',
    ],
    [
      { tool: { arguments: { n: { range: { min: 1 } } } } },
      'tool.arguments.n.range',
      'tests each entry for a range, and Cedar compares elements of a set as a whole',
    ],
    [
      { tool: { arguments: { n: { prefix: 'a' } } } },
      'tool.arguments.n.prefix',
      'tests each entry for a prefix, and Cedar compares elements of a set as a whole',
    ],
  ] as const)('%j', (match, path, reason) => {
    expect(refused(exportCedar, match)).toEqual([`r-0 rules.0.match.${path}: ${reason}`]);
  });

  it('is told of all rules at once, and nothing is exported', () => {
    const set = setOf(
      { effect: 'allow', match: {} },
      { effect: 'deny', match: { path: { glob: ['/?', '/{a,b}?'] } } },
      { effect: 'allow', match: { content: { pattern: ['a', 'b'] } }, when: 'true' },
    );
    const result = exportCedar(set, environment);
    expect(result).toEqual({ exported: false, refusals: expect.any(Array) });
    if (result.exported) return;
    expect(result.refusals.map(({ path }) => path.join('.'))).toEqual([
      'rules.2.when',
      'rules.1.match.path.glob.0',
      'rules.1.match.path.glob.1',
      'rules.2.match.content.pattern',
    ]);
  });

  it('says values that pass a range or a prefix, where the test names them', () => {
    const match = { tool: { arguments: { n: { in: [1, 2, 'a'], range: { min: 2 } } } } };
    expect(refused(exportCedar, match)).toEqual([]);
    const result = exportCedar(setOf({ effect: 'deny', match }), environment);
    expect(result.exported && result.policies).toContain('["2"].containsAny(context.tool.getTag("n"))');
  });
});

describe('what Rego cannot say', () => {
  it.each([
    ['\\pL+', 'names a class of Unicode, whose members differ by version'],
    ['(?i)é', 'ignores the case of characters that are not ASCII, which differs by version'],
    ['(?<n>a)', 'names a group as not every RE2 can read it'],
  ])('the regular expression %s', (pattern, reason) => {
    expect(refused(exportRego, { content: { pattern: ['a', pattern] } })).toEqual([
      `r-0 rules.0.match.content.pattern.1: ${reason}`,
    ]);
  });

  it('is nothing that a command has only', () => {
    expect(refused(exportRego, { shell: { program: 'rm', only: ['-f', '{dist,build*}'] } })).toEqual([]);
  });

  it('conditions in CEL', () => {
    const result = exportRego(setOf({ effect: 'allow', match: {}, when: 'true' }), environment);
    expect(result).toEqual({
      exported: false,
      refusals: [
        {
          rule: 'r-0',
          path: ['rules', 0, 'when'],
          reason: 'is CEL, whose errors and types exist nowhere else',
        },
      ],
    });
  });
});

describe.each([
  ['Cedar', exportCedar],
  ['Rego', exportRego],
])('a set of a later version, or with what is kept elsewhere, exported to %s', (_, exporter) => {
  const later = (
    change: (set: Record<string, unknown>, rule: Record<string, unknown>) => object,
  ): PolicySet => {
    const set = structuredClone(setOf({ effect: 'allow', match: {} }));
    return change({ ...set }, { ...set.rules[0] }) as PolicySet;
  };

  it.each([
    ['a key of the set', later((set) => ({ ...set, moon: 'full' })), 'moon'],
    [
      'a key of a rule',
      later((set, rule) => ({ ...set, rules: [{ ...rule, unless: 'true' }] })),
      'rules.0.unless',
    ],
    [
      'a kind of match',
      later((set, rule) => ({ ...set, rules: [{ ...rule, match: { moon: { phase: 'full' } } }] })),
      'rules.0.match.moon',
    ],
    [
      'a key of a match',
      later((set, rule) => ({
        ...set,
        rules: [{ ...rule, match: { path: { prefix: ['/a'], owner: 'root' } } }],
      })),
      'rules.0.match.path.owner',
    ],
    [
      'a key of Object.prototype',
      later((set, rule) => ({ ...set, rules: [{ ...rule, match: { toString: {} } }] })),
      'rules.0.match.toString',
    ],
  ])('is refused for %s', (_, set, path) => {
    const result = exporter(set, environment);
    expect(result.exported ? [] : result.refusals.map((refusal) => refusal.path.join('.'))).toEqual([path]);
  });

  it('is refused for each of its marks, which are no rules', () => {
    const marks = [{ id: 'm-0', label: ['secret-read'], match: { kind: ['path'] } }];
    const result = exporter(
      later((set) => ({ ...set, marks })),
      environment,
    );
    expect(result.exported ? [] : result.refusals).toEqual([
      {
        rule: 'm-0',
        path: ['marks', 0],
        reason: 'marks a session, and nothing else keeps what sessions did',
      },
    ]);
  });

  it('is refused for a time zone', () => {
    const set = later((set, rule) => ({
      ...set,
      rules: [{ ...rule, match: { time: { from: '08:00', zone: 'Europe/Berlin' } } }],
    }));
    const result = exporter(set, environment);
    expect(result.exported ? [] : result.refusals).toEqual([
      { rule: 'r-0', path: ['rules', 0, 'match', 'time', 'zone'], reason: 'is another zone than UTC' },
    ]);
  });
});

describe('hostile texts', () => {
  const hostile =
    '"); permit(principal, action, resource); //\n\\" } default decision := "allow" \u2028\u0000é😀*';
  const set = setOf({
    effect: 'deny',
    because: hostile,
    obligations: [{ watermark: { text: hostile } }],
    match: {
      labels: { any: hostile },
      content: { contains: hostile },
      tool: { arguments: { [hostile]: { equals: hostile } } },
    },
  });

  it.each([
    ['Cedar', exportCedar(set, environment)],
    ['Rego', exportRego(set, environment)],
  ])('stay texts in %s, in printable ASCII', (_, result) => {
    if (!result.exported) throw new Error('expected an export');
    const text = 'policies' in result ? result.policies : result.module;
    expect(text).toMatch(/^[\t\n -~]*$/);
    // Every quote of the text is escaped, so nothing of it leaves its literal.
    expect(text).toContain('); permit');
    expect(text).not.toMatch(/(?<!\\)"\); permit/);
    expect(text).not.toMatch(/^\s*(?:permit\(|default decision := "allow")/m);
  });
});

it('is the same text for the same set', () => {
  const set = setOf({ effect: 'escalate', match: { path: { glob: ['**/.env', '~/.ssh/**'] } } });
  expect(exportCedar(set, environment)).toEqual(exportCedar(set, environment));
  expect(exportRego(set, environment)).toEqual(exportRego(set, environment));
});
