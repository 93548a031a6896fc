import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assess,
  defaultRiskModel,
  inspectCommand,
  inspectContent,
  inspectPath,
  inspectUrl,
  redactSecrets,
  type RiskGrade,
  type Signal,
} from '../src/index.ts';
import { commands } from './corpus/commands.ts';
import { paths } from './corpus/paths.ts';
import { surroundings } from './surroundings.ts';

const grade = (signals: readonly Signal[]): RiskGrade => assess(defaultRiskModel, signals).grade;
const numRuns = Number(process.env['FC_RUNS'] ?? 200);
const options = { seed: 20_261_123, numRuns };

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '$(',
        '`',
        '"',
        "'",
        '${',
        '((',
        '{a,',
        '|',
        ';',
        '<<E\n',
        '\\',
        '../',
        '%25',
        '%2e',
        '\0',
        '\u200b',
        '\ud800',
        'rm -rf /',
        ' ',
        '/etc/',
        '://',
        '@',
        '[',
        ')',
        '}',
        'sh -c ',
        'eval ',
        'find . -exec ',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);
const signal = fc.record<Signal>({
  id: fc.constantFrom('path.a', 'shell.b', 'content.c', 'egress.d'),
  detector: fc.constantFrom('path', 'shell', 'content', 'egress'),
  grade: fc.constantFrom('L1', 'L2', 'L3'),
  weight: fc.double({ min: 0, max: 1, noNaN: true }),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  evidence: fc.string({ maxLength: 20 }),
});

const dangerous = commands.filter(([expected]) => expected === 'L3').map(([, , text]) => text);
const sensitive = paths.filter(([expected]) => expected === 'L3').map(([, , text]) => text);
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

describe('whatever the input', () => {
  it('no detector throws, and each but content says something', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(inspectPath(text, surroundings).signals.length).toBeGreaterThan(0);
        expect(inspectCommand(text, surroundings).signals.length).toBeGreaterThan(0);
        expect(inspectUrl(text).signals.length).toBeGreaterThan(0);
        for (const { evidence } of inspectContent(text).signals)
          expect(evidence.length).toBeLessThanOrEqual(200);
      }),
      options,
    );
  });

  it('a canonical path is absolute and stays as it is', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const { path } = inspectPath(text, surroundings);
        expect(path).toMatch(/^\//);
        expect(inspectPath(path, surroundings).path).toBe(path);
      }),
      options,
    );
  });

  it('redacting twice finds nothing the second time', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const once = redactSecrets(`PASSWORD="Zx9!kk22Lq" ${text}`);
        expect(once.count).toBeGreaterThan(0);
        expect(redactSecrets(once.text)).toEqual({ text: once.text, count: 0 });
      }),
      options,
    );
  });
});

describe('an assessment', () => {
  it('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 12 }), fc.nat(), (signals, turn) => {
        const at = signals.length === 0 ? 0 : turn % signals.length;
        const turned = [...signals.slice(at), ...signals.slice(0, at), ...signals.slice(0, 2)];
        expect(assess(defaultRiskModel, turned)).toEqual(assess(defaultRiskModel, signals));
      }),
      options,
    );
  });

  it('never falls when a signal is added', () => {
    fc.assert(
      fc.property(fc.array(signal, { minLength: 1, maxLength: 8 }), signal, (signals, extra) => {
        const before = assess(defaultRiskModel, signals);
        const after = assess(defaultRiskModel, [...signals, extra]);
        expect(after.grade >= before.grade).toBe(true);
        expect(after.score).toBeGreaterThanOrEqual(before.score - 1e-9);
        expect(after.confidence).toBeLessThanOrEqual(before.confidence);
      }),
      options,
    );
  });
});

describe('a dangerous command stays dangerous', () => {
  const wrap: readonly ((line: string) => string)[] = [
    (line) => `bash -c ${quote(line)}`,
    (line) => `env A=1 sh -c ${quote(line)}`,
    (line) => `timeout 5 nice -n 3 bash -lc ${quote(line)}`,
    (line) => `true && { ${line}\n}`,
    (line) => `(${line}\n)`,
    (line) => `if true; then ${line}\nfi`,
    (line) => `echo "$(${line}\n)"`,
    (line) => `eval ${quote(line)}`,
    (line) => `f() { ${line}\n}; f`,
    (line) => `bash <<'END_OF_IT'\n${line}\nEND_OF_IT`,
    (line) => `echo ok | xargs sh -c ${quote(line)}`,
    (line) => `find . -exec sh -c ${quote(line)} \\;`,
    (line) => `nohup busybox sh -c ${quote(line)} &`,
    (line) => `git status; ${line}`,
  ];
  it('in every wrapper, and in wrappers of wrappers', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dangerous),
        fc.array(fc.constantFrom(...wrap), { maxLength: 3 }),
        (line, wrappers) => {
          // A heredoc must keep its own lines, so it is only wrapped by what adds none after it.
          const all = wrappers.reduce((text, one) => one(text), line);
          expect(grade(inspectCommand(all, surroundings).signals), all).toBe('L3');
        },
      ),
      { ...options, numRuns: numRuns * 5 },
    );
  });
});

describe('a sensitive path stays sensitive', () => {
  const disguise: readonly ((path: string) => string)[] = [
    (path) => (/^[/~%\\]|^\w+:/.test(path) ? path : `./${path}`),
    (path) => path.replaceAll('/', '//'),
    (path) => path.replaceAll('/', '/./'),
    (path) => (/%|^~|:/.test(path) ? path : path.replaceAll('e', '%65').replaceAll('s', '%73')),
    (path) => (/%|^~|:/.test(path) ? path : path.replaceAll('e', '%2565')),
    (path) => (/^~|:/.test(path) ? path : path.replace(/\w/, (letter) => `\u200b${letter}`)),
    (path) => (/^~|:|%/.test(path) ? path : path.toUpperCase()),
    (path) => (path.startsWith('/') ? `/proc/self/root${path}` : path),
    (path) => (/^[/~%\\]|^\w+:/.test(path) ? path : `x/../${path}`),
  ];
  it('however it is spelled', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sensitive),
        fc.array(fc.constantFrom(...disguise), { maxLength: 3 }),
        (path, ways) => {
          const spelled = ways.reduce((text, way) => way(text), path);
          expect(grade(inspectPath(spelled, surroundings).signals), spelled).toBe('L3');
        },
      ),
      { ...options, numRuns: numRuns * 5 },
    );
  });
});
