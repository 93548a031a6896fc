import type { PolicyChange } from '@zoqore/policy';
import { expect, it } from 'vitest';
import { changesText } from '../../src/render/policy-analysis.ts';
import { createScreen } from '../../src/render/screen.ts';

const screen = createScreen({ isTerminal: true, columns: 80, hasColour: false });
const change = (rule: string, path: string): PolicyChange => ({
  cause: { rule, in: 'second' },
  certainty: 'yes',
  request: {
    action: 'write',
    resources: [{ kind: 'path', path, certainty: 'declared' }],
    actor: { id: 'did:example:agent', kind: 'agent', roles: [], trustStage: 'CBT' },
    labels: [],
    risk: 'L1',
    context: {},
    now: Date.UTC(2026, 0, 5, 12),
  },
  first: { effect: 'escalate', rules: [] },
  second: { effect: 'allow', rules: ['a', 'b'] },
});

it('counts first, and says once what two rules of the same text let through', () => {
  const lines = changesText(screen, 'lets through more', [
    change('a', '/docs'),
    change('b', '/docs'),
    change('c', '/src'),
  ]);
  expect(lines[1]).toBe('lets through more  in 2 ways');
  expect(lines.filter((line) => line.includes('write /docs'))).toHaveLength(1);
  expect(lines.join('\n')).toMatch(/by rule `a` as it is after, and by rule `b` as it is\n? +after/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

it('names one way without a count', () => {
  expect(changesText(screen, 'lets through more', [change('a', '/docs')])[1]).toBe(
    'lets through more  by rule `a` as it is after',
  );
});
