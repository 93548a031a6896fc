import { comparePolicies, definePolicySet, evaluate, parsePolicySet } from '@zoqore/policy';
import type { RuleInput } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { environment, path, policyOf, request } from './requests.ts';

type Window = NonNullable<RuleInput['match']['time']>;

const rule = (time: Window): RuleInput => ({ id: 'a', effect: 'allow', match: { time } });

function isOpen(time: Window, at: string): boolean {
  const now = Date.parse(at);
  return evaluate(policyOf([rule(time)]), request(path('/work/a'), { now })).effect === 'allow';
}

describe('a time window', () => {
  const office: Window = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' };

  it('is in UTC, with its start inside and its end outside', () => {
    expect(isOpen(office, '2026-01-05T09:00:00Z')).toBe(true);
    expect(isOpen(office, '2026-01-05T08:59:59.999Z')).toBe(false);
    expect(isOpen(office, '2026-01-05T16:59:59.999Z')).toBe(true);
    expect(isOpen(office, '2026-01-05T17:00:00Z')).toBe(false);
    expect(isOpen(office, '2026-01-04T12:00:00Z')).toBe(false);
  });

  it('follows the clock on the wall of its zone, in winter and in summer', () => {
    const berlin = { ...office, zone: 'Europe/Berlin' };
    expect(isOpen(berlin, '2026-01-05T08:00:00Z')).toBe(true);
    expect(isOpen(berlin, '2026-01-05T07:59:00Z')).toBe(false);
    expect(isOpen(berlin, '2026-07-06T07:00:00Z')).toBe(true);
    expect(isOpen(berlin, '2026-07-06T15:00:00Z')).toBe(false);
    // 30 minutes off UTC, and another half hour in summer.
    const island = { from: '09:00', to: '09:01', zone: 'Australia/Lord_Howe' };
    expect(isOpen(island, '2026-07-05T22:30:00Z')).toBe(true);
    expect(isOpen(island, '2026-01-05T22:00:00Z')).toBe(true);
  });

  it('has the day of its zone', () => {
    const monday = { days: 'mon', zone: 'Pacific/Auckland' } as const;
    expect(isOpen(monday, '2026-01-04T11:00:00Z')).toBe(true);
    expect(isOpen(monday, '2026-01-04T10:59:00Z')).toBe(false);
    expect(isOpen({ days: 'sun', zone: 'America/Los_Angeles' }, '2026-01-05T07:59:00Z')).toBe(true);
  });

  it('runs over midnight on the day it starts, in its zone', () => {
    const night = { days: 'fri', from: '22:00', to: '06:00', zone: 'America/New_York' } as const;
    expect(isOpen(night, '2026-01-10T02:59:00Z')).toBe(false);
    expect(isOpen(night, '2026-01-10T03:00:00Z')).toBe(true);
    expect(isOpen(night, '2026-01-10T10:59:00Z')).toBe(true);
    expect(isOpen(night, '2026-01-10T11:00:00Z')).toBe(false);
    expect(isOpen(night, '2026-01-11T03:00:00Z')).toBe(false);
  });

  it('skips the hour that the clock skips, and is open twice in the hour that comes twice', () => {
    const two = { from: '02:00', to: '03:00', zone: 'Europe/Berlin' };
    const minutes = (day: string): number =>
      Array.from({ length: 24 * 60 }, (_, at) => Date.parse(day) + at * 60_000).filter((now) =>
        isOpen(two, new Date(now).toISOString()),
      ).length;
    expect(minutes('2026-03-29T00:00:00Z')).toBe(0);
    expect(minutes('2026-10-25T00:00:00Z')).toBe(120);
    expect(minutes('2026-05-05T00:00:00Z')).toBe(60);
  });

  it('is never read from the minute before', () => {
    const policy = policyOf([rule({ from: '10:00', to: '10:01', zone: 'Europe/Berlin' })]);
    const asked = ['09:59:59.999', '10:00:00', '10:00:59.999', '10:01:00', '10:00:30'].map(
      (clock) =>
        evaluate(policy, request(path('/work/a'), { now: Date.parse(`2026-01-05T${clock}+01:00`) })).effect,
    );
    expect(asked).toEqual(['deny', 'allow', 'allow', 'deny', 'allow']);
  });

  it.each([
    ['Europe/Berln', /expected an IANA time zone such as `Europe\/Berlin`/],
    ["'+02:00'", /expected an IANA time zone/],
    ['CET-1CEST', /expected an IANA time zone/],
    ["''", /at least 1 character,|IANA/],
    ['a'.repeat(2_000), /at most 64/],
  ])('refuses the zone %s', (zone, message) => {
    const text = `apiVersion: zoqore.dev/policy/v1\nname: a\nrules:\n  - { id: a, effect: deny, match: { time: { zone: ${zone} } } }`;
    expect(() => parsePolicySet(text)).toThrow(message);
  });
});

describe('the comparison of time windows in zones', () => {
  const set = (time: Window) =>
    definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'a', default: 'deny', rules: [rule(time)] });
  const compared = (first: Window, second: Window) => comparePolicies(set(first), set(second), environment);

  it('is exact within one zone', () => {
    const zone = 'Asia/Kolkata';
    expect(
      compared({ from: '09:00', to: '17:00', zone }, { from: '10:00', to: '17:00', zone }).relation,
    ).toBe('narrower');
    const { wider } = compared({ from: '09:00', to: '17:00', zone }, { from: '09:00', to: '17:01', zone });
    expect(wider).toMatchObject({ answer: 'yes' });
    const [change] = wider.changes;
    const shown = change?.certainty === 'yes' ? new Date(change.request.now).toISOString() : '';
    expect(shown.slice(11, 16)).toBe('11:30');
  });

  it('never proves that one zone is within another, and shows where it is not', () => {
    const { wider } = compared(
      { from: '09:00', to: '17:00' },
      { from: '09:00', to: '17:00', zone: 'Asia/Tokyo' },
    );
    expect(wider.answer).not.toBe('no');
  });
});
