import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planPath } from '../../src/conditions/path.ts';
import { compilePathGlob, matchesPathGlob, splitPath } from '../../src/path-glob.ts';
import { subjectOf } from '../../src/subject.ts';
import { path, request } from '../requests.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 2_000);
const base = { workspace: '/work', home: '/home/a' };
const step = fc.constantFrom('**', 'a', 'b', '*', '*.k', 'a*', '[ab]', 'A');
const segment = fc.constantFrom('a', 'b', 'A', 'a.k', '.k', 'k', 'ab');

describe('the test of a path pattern', () => {
  it('is the pattern, whatever short cut it takes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }),
        fc.array(segment, { maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom('', '/'),
        (steps, segments, ignoreCase, end) => {
          const globs = steps.map((each) => `/${each.join('/')}`);
          const at = `/${segments.join('/')}${segments.length === 0 ? '' : end}`;
          const [condition] = planPath({ glob: globs, ignoreCase }, base).conditions;
          const resource = path(at);
          const holds = condition?.holds(subjectOf(request(resource), resource));
          const meant = globs
            .flatMap((glob) => compilePathGlob(glob, base, { ignoreCase }))
            .some((glob) => matchesPathGlob(glob, splitPath(ignoreCase ? at.toLowerCase() : at)));
          expect([globs, at, holds]).toEqual([globs, at, meant]);
        },
      ),
      { numRuns },
    );
  });
});
