import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePathGlob, compilePathPrefix, matchesPathGlob, pathSegments } from '../src/path-glob.ts';

const base = { workspace: '/work', home: '/home/a' };
const step = fc.constantFrom('**', '*', 'a', 'b', 'a*', '*b', '?', '[ab]', '[!a]', '{a,b*}', 'a*b*');
const segment = fc.constantFrom('a', 'b', 'ab', 'ba', 'aab', 'c', 'abab', '.a');

function matches(glob: string, path: string, ignoreCase = false): boolean {
  const segments = pathSegments(ignoreCase ? path.toLowerCase() : path) ?? [];
  return compilePathGlob(glob, base, { ignoreCase }).some((each) => matchesPathGlob(each, segments));
}

/** The meaning of a glob said in another way: a regular expression for small inputs. */
function oracle(glob: string): RegExp {
  const parts = glob.slice(1).split('/');
  const source = parts.map((part) =>
    part === '**'
      ? '(?:/[^/]+)*'
      : `/${part
          .replaceAll('*', '[^/]*')
          .replaceAll('?', '[^/]')
          .replaceAll('[!', '[^/')
          .replaceAll('{', '(?:')
          .replaceAll('}', ')')
          .replaceAll(',', '|')}`,
  );
  return new RegExp(`^${source.join('')}$`);
}

describe('path globs', () => {
  it('mean the same as an equivalent regular expression', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 5 }),
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        (steps, segments) => {
          const glob = `/${steps.join('/')}`;
          const path = `/${segments.join('/')}`;
          expect([glob, path, matches(glob, path)]).toEqual([glob, path, oracle(glob).test(path)]);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['**/.env*', '/home/a/.env', true],
    ['**/.env*', '/.env.local', true],
    ['~/.ssh/**', '/home/a/.ssh', true],
    ['~/.ssh/**', '/home/a/.ssh/id', true],
    ['~/.ssh/**', '/home/ab/.ssh/id', false],
    ['docs/*.md', '/work/docs/a.md', true],
    ['docs/*.md', '/work/docs/x/a.md', false],
    ['./**', '/work', true],
    ['.', '/work', true],
    ['.', '/work/a', false],
    ['/', '/', true],
    ['/', '/a', false],
    ['/a\\*b', '/a*b', true],
    ['/a\\*b', '/axb', false],
    ['/[]a]', '/]', true],
    ['/[a\\-c]', '/b', false],
    ['/{a,b/c}/d', '/b/c/d', true],
    ['/?', '/😀', true],
    ['/[😀-😂]', '/😁', true],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });

  it('ignore case only when told to', () => {
    expect(matches('/Work/*.PEM', '/work/a.pem')).toBe(false);
    expect(matches('/Work/*.PEM', '/work/A.pem', true)).toBe(true);
  });

  it.each([
    '/a//b',
    '/a/./b',
    '/a/../b',
    '/a/',
    '/a{b',
    '/a}b',
    '/[a',
    '/a\\',
    '/a**',
    '/[z-a]',
    `/${'{'.repeat(9)}`,
  ])('refuse %s', (glob) => {
    expect(() => compilePathGlob(glob, base, { ignoreCase: false })).toThrow(SyntaxError);
  });

  it('stay fast on patterns made to backtrack', () => {
    const glob = `/${'a*'.repeat(400)}b`;
    const deep = `/${'**/a*/'.repeat(100)}b`;
    const started = performance.now();
    expect(matches(glob, `/${'a'.repeat(4_000)}`)).toBe(false);
    expect(matches(deep, `/${'a/'.repeat(2_000)}c`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('prefixes and canonical paths', () => {
  it('take prefixes by segment, with or without a slash at the end', () => {
    for (const prefix of ['/srv/a', '/srv/a/']) {
      const glob = compilePathPrefix(prefix, base, { ignoreCase: false });
      expect(matchesPathGlob(glob, ['srv', 'a'])).toBe(true);
      expect(matchesPathGlob(glob, ['srv', 'a', 'b'])).toBe(true);
      expect(matchesPathGlob(glob, ['srv', 'ab'])).toBe(false);
    }
  });

  it.each(['a', '', '/a/../b', '/a/.', '/..', '//', '/a//b', './a'])(
    'do not take %j for canonical',
    (path) => {
      expect(pathSegments(path)).toBeUndefined();
    },
  );

  it.each([
    ['/', []],
    ['/a/', ['a']],
    ['/.a/..b/...', ['.a', '..b', '...']],
  ])('split %s', (path, segments) => {
    expect(pathSegments(path)).toEqual(segments);
  });
});
