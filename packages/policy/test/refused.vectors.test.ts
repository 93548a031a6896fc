import { readFileSync } from 'node:fs';
import { parsePolicySet, PolicyError, resolvePolicy } from '@zoqore/policy';
import type { PolicyIssue } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';

/** docs/spec/vectors/policy/README.md says what the members mean. */
interface Refused {
  readonly name: string;
  readonly text?: readonly (string | readonly [string, number])[];
  readonly message?: string;
  readonly line?: number;
  readonly column?: number;
}

const vectors: readonly Refused[] = JSON.parse(
  readFileSync(new URL('../../../docs/spec/vectors/policy/refused.json', import.meta.url), 'utf8'),
);

function textOf({ text = [] }: Refused): string {
  return text.map((part) => (typeof part === 'string' ? part : repeated(...part))).join('');
}

function repeated(part: string, times: number): string {
  if (!part.includes('{n}')) return part.repeat(times);
  return Array.from({ length: times }, (_, n) => part.replace('{n}', String(n))).join('');
}

function issuesOf(read: () => unknown): readonly PolicyIssue[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.details.issues;
    throw error;
  }
}

describe('a text that is no policy set', () => {
  it.each(vectors.filter(({ text }) => text !== undefined))('is refused in time: $name', (vector) => {
    const text = textOf(vector);
    const memory = process.memoryUsage().rss;
    const before = process.cpuUsage();
    const read = () => ({ missing: 'there is none' });
    const [first, ...others] = issuesOf(() =>
      parsePolicySet(resolvePolicy(text, { source: 'a.yaml', read }).text, { source: 'a.yaml' }),
    );
    const { user, system } = process.cpuUsage(before);
    expect(first).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(first?.message).toContain(vector.message ?? '');
    const { line, column } = vector;
    if (line !== undefined) expect([first?.line, first?.column]).toEqual([line, column]);
    expect(others.length).toBeLessThanOrEqual(1_000);
    expect(first?.message.length).toBeLessThan(500);
    expect((user + system) / 1_000).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(300_000_000);
  });

  it('is not one for a byte order mark or for Windows’ line ends', () => {
    const text = '\uFEFFapiVersion: zoqore.dev/policy/v1\r\nname: a\r\nrules: []\r\n';
    expect(parsePolicySet(text).name).toBe('a');
  });

  it('costs no more than its length where a regular expression would explode elsewhere', () => {
    const text = `apiVersion: zoqore.dev/policy/v1\nname: a\nrules:\n  - { id: a, effect: deny, match: { content: { pattern: '^(a+)+$' } } }\n`;
    expect(parsePolicySet(text).rules).toHaveLength(1);
  });
});
