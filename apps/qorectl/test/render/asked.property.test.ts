import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/recorded-facts.ts';
import { askedPairs, asksWhat, riskPairs } from '../../src/render/asked.ts';
import { createScreen } from '../../src/render/screen.ts';
import { fields } from '../../src/render/table.ts';

const screen = createScreen({ isTerminal: true, columns: 60, hasColour: false });
const page = (facts: unknown, asked = { action: 'write', targetPath: 'tool:files/write_file' }): string => {
  const read = readFacts(facts);
  return [
    asksWhat(asked, read),
    ...fields(screen, [...askedPairs(asked, read), ...riskPairs('L2', read)]),
  ].join('\n');
};
const flat = (text: string): string => text.replaceAll(/\s+/g, '');

describe('what a person is shown of a request', () => {
  it('holds every argument of a tool, at any length and depth', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const shown = flat(page({ tool: { server: 'files', name: 'write_file', arguments: args } }));
        for (const value of Object.values(args))
          if (typeof value === 'string' && /^[\w ]+$/.test(value))
            expect(shown).toContain(flat(JSON.stringify(value)));
          else if (typeof value === 'number') expect(shown).toContain(JSON.stringify(value));
      }),
    );
  });

  it('never acts on a terminal and never breaks out of its column, whatever the record holds', () => {
    const hostile = fc.string({ unit: 'binary' });
    const facts = fc.record(
      {
        resources: fc.array(fc.record({ kind: hostile, path: hostile, argv: fc.array(hostile) })),
        tool: fc.record({ server: hostile, name: hostile, arguments: fc.dictionary(hostile, hostile) }),
        context: fc.dictionary(hostile, hostile),
        content: hostile,
        session: hostile,
        labels: fc.array(hostile),
        risk: fc.record({
          factors: fc.array(
            fc.record({ id: hostile, grade: hostile, weight: fc.double(), evidence: hostile }),
          ),
        }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(facts, hostile, hostile, (recorded, action, targetPath) => {
        for (const line of page(recorded, { action, targetPath }).split('\n'))
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}]/u);
      }),
    );
  });

  it('reads any JSON as facts', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void page(value)));
  });

  it('tells a line break in an argument from a backslash', () => {
    const shown = (path: string): string => page({ tool: { server: 'f', name: 'w', arguments: { path } } });
    expect(shown('a\nb')).not.toBe(shown('a\\nb'));
  });

  it('names what is run, not where', () => {
    const resources = [
      { kind: 'command', program: 'git', argv: ['push', '--force'], certainty: 'declared' },
      { kind: 'command', program: 'rm', argv: ['-rf', 'my files'], certainty: 'declared' },
    ];
    const shown = page({ resources }, { action: 'execute', targetPath: 'shell' });
    expect(shown).toMatch(/^run git push --force \(and 1 more\)\n/);
    expect(shown).toContain('run rm -rf "my files"');
  });

  it('says what was left out of the record', () => {
    const sha256 = 'a'.repeat(64);
    expect(page({ content: { sha256, length: 900 } })).toContain('not kept (900 characters');
    expect(page({ commitments: { content: sha256 } })).toContain('not kept (digest aaaa');
    expect(page({ content: 'the text itself' })).toContain('"the text itself"');
    expect(page({ resources: [], resourceCount: 3 })).toContain('and 3 more that the record does not name');
    expect(page({ detail: 'brief' })).toContain('not shown here');
    expect(flat(page({ redacted: ['content', 'tool'] }))).toContain('notshowninfull:content,tool');
  });
});
