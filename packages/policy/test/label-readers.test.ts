import { definePolicySet, labelReaders } from '@zoqore/policy';
import { expect, it } from 'vitest';

it('finds the rules that read labels, in match or in `when`, and the labels that no mark gives', () => {
  const set = definePolicySet({
    apiVersion: 'zoqore.dev/policy/v1',
    name: 'labels',
    rules: [
      { id: 'by-match', effect: 'deny', match: { labels: { none: ['clean'] } } },
      { id: 'by-when', effect: 'allow', match: { action: ['read'] }, when: 'size(request.labels) == 0' },
      { id: 'neither', effect: 'allow', match: { action: ['read'] }, when: "request.session == 's'" },
      { id: 'given', effect: 'deny', match: { labels: { completes: ['secret-read', 'untrusted'] } } },
    ],
    marks: [{ id: 'secrets', label: 'secret-read', match: { path: { glob: '**/*.pem' } } }],
  });
  expect(labelReaders(set)).toEqual([
    { rule: 'by-match', neverGiven: ['clean'] },
    { rule: 'by-when', neverGiven: [] },
    { rule: 'given', neverGiven: ['untrusted'] },
  ]);
});
