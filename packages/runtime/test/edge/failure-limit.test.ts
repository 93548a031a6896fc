import { expect, it } from 'vitest';
import { createFailureLimit } from '../../src/edge/index.ts';

it('counts failures by the minute and tells how long to wait', () => {
  let now = 1_000;
  const limit = createFailureLimit({ perMinute: 2, now: () => now });
  expect([limit.count(), limit.count(), limit.count()]).toEqual([0, 0, 60]);
  now += 59_500;
  expect(limit.count()).toBe(1);
  now += 600;
  expect([limit.count(), limit.count()]).toEqual([0, 0]);
  expect(limit.count()).toBe(60);
});
