import { definePolicySet, labelReaders } from '@zoqore/policy';
import { expect, it } from 'vitest';

it('finds the rules that read labels, in match or in `when`', () => {
  const set = definePolicySet({
    apiVersion: 'zoqore.dev/policy/v1',
    name: 'labels',
    rules: [
      { id: 'by-match', effect: 'deny', match: { labels: { none: ['clean'] } } },
      { id: 'by-when', effect: 'allow', match: { action: ['read'] }, when: 'size(request.labels) == 0' },
      { id: 'neither', effect: 'allow', match: { action: ['read'] }, when: "request.session == 's'" },
    ],
  });
  expect(labelReaders(set).map(({ id }) => id)).toEqual(['by-match', 'by-when']);
});
