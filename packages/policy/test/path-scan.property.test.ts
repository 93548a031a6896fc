import { evaluate } from '@zoqore/policy';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashesOf, scanPath } from '../src/path-scan.ts';
import { path, policyOf, request } from './requests.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 1_000);
const character = fc.constantFrom('/', '.', 'a', 'B', '-', 'é', 'É', 'İ', 'ſ', '𝔸', '\ud800', '\0');
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));

describe('a look at a path', () => {
  it('takes for canonical what has only whole segments, and folds its case as the engine does', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `/${rest}`),
        ),
        (given) => {
          const [before, ...segments] = (given.length > 1 ? given.replace(/\/$/, '') : given).split('/');
          const isRoot = given === '/';
          const isCanonical =
            before === '' &&
            segments.length > 0 &&
            (isRoot || segments.every((each) => !['', '.', '..'].includes(each)));
          const scanned = scanPath(given);
          expect(scanned !== undefined).toBe(isCanonical);
          if (scanned === undefined) return;
          expect(scanned.folded).toBe(given.toLowerCase().replace(/\/$/, ''));
          expect(scanned.hashes).toEqual(hashesOf(scanned.folded));
          expect(scanned.hashes).toHaveLength(isRoot ? 0 : segments.length);
        },
      ),
      { numRuns },
    );
  });

  it('gives each directory the number that it has alone', () => {
    const { hashes } = scanPath('/srv/Team/a.b') ?? {};
    expect(hashes).toEqual(['/srv', '/srv/team', '/srv/team/a.b'].map((each) => hashesOf(each).at(-1)));
  });
});

describe('directories of the same number', () => {
  const pair = ['/srv/a_', '/srv/c!'] as const;

  it('are told apart by the index', () => {
    const [one, other] = pair;
    expect(hashesOf(one).at(-1)).toBe(hashesOf(other).at(-1));
    const allowing = (prefix: string) =>
      ({ id: `r-${prefix.charCodeAt(5)}`, effect: 'allow', match: { path: { prefix } } }) as const;
    const both = policyOf(pair.map(allowing));
    for (const prefix of pair)
      expect(evaluate(both, request(path(`${prefix}/x`))).rules).toEqual([allowing(prefix).id]);
    expect(evaluate(policyOf([allowing(one)]), request(path(`${other}/x`)))).toMatchObject({
      effect: 'deny',
      rules: [],
    });
  });
});
