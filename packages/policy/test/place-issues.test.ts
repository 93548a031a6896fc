import { compilePolicy, issuesInWords, parsePolicySet, placeIssues, PolicyError } from '@zoqore/policy';
import { expect, it } from 'vitest';
import { z } from 'zod';

const environment = { workspace: '/work', home: '/home/a' };
const text = `apiVersion: zoqore.dev/policy/v1
name: wrong
rules:
  - id: a
    effect: deny
    match: { path: { prefix: docs } }
    examples: { match: [{ path: docs/a }, { path: src/a }] }
`;

function refusal(source: string): PolicyError {
  try {
    compilePolicy(parsePolicySet(source), environment);
  } catch (error) {
    if (error instanceof PolicyError) return error;
  }
  throw new Error('expected a refusal, found none');
}

it('gives an example that fails the place of its node', () => {
  const placed = placeIssues(refusal(text), { text, source: 'wrong.yaml' });
  expect(placed.message).toMatch(/^wrong\.yaml:7:43: rule `a` expected example 2 of `match` to match/);
  expect(placed.details.issues).toMatchObject([{ line: 7, column: 43 }]);
});

it('says nothing of places in a set that is one line', () => {
  const line = JSON.stringify(parsePolicySet(text));
  const error = refusal(line);
  expect(placeIssues(error, { text: line, source: 'joined' })).toBe(error);
});

it('says what a schema found in other data, without the name of its path', () => {
  const schema = z.object({ action: z.enum(['read', 'write']), names: z.array(z.string()).min(1) });
  const data = { action: 'raed', names: [] };
  const { error } = schema.safeParse(data);
  expect(issuesInWords(error as z.ZodError, data)).toMatchObject([
    { path: ['action'], message: 'expected one of read, write, found `raed`, did you mean `read`?' },
    { path: ['names'], message: 'expected at least 1 entry, found an empty list' },
  ]);
});

it('suggests no other word of two characters', () => {
  const data = { risk: 'L4' };
  const { error } = z.object({ risk: z.enum(['L1', 'L2', 'L3']) }).safeParse(data);
  expect(issuesInWords(error as z.ZodError, data)[0]).not.toHaveProperty('suggestion');
});
