import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestRuntime, packs, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

const own = {
  source: 'own.yaml',
  text: `apiVersion: zoqore.dev/policy/v1
name: own
extends: failsafe
rules:
  - { id: no-drafts, effect: deny, match: { path: { glob: drafts/** } } }
`,
};
const pack = { text: packs.failsafe.text };

let test: TestRuntime;

beforeAll(async () => {
  test = await openTestRuntime({ readPack: (name) => (name === 'failsafe' ? pack.text : undefined) });
});
afterAll(() => test.close());

const decide = async (targetPath: string) =>
  (await test.runtime.decide(test.agent, request({ targetPath }))).decision;

describe('a set that extends a pack', () => {
  it('is checked, tested, compared and put in force with the rules of the pack in it', async () => {
    const checked = await test.runtime.policies.check(test.host, own);
    expect(checked).toMatchObject({ valid: true, name: 'own', widening: { answer: 'no' } });
    const tests = 'tests: [{ name: a, request: { path: drafts/a.md }, expect: deny, rules: [no-drafts] }]';
    expect(await test.runtime.policies.test(test.host, own, tests)).toMatchObject({ passed: 1 });
    const applied = await test.runtime.policies.apply(test.host, own);
    expect(await decide('docs/a.md')).toBe('ALLOW');
    expect(await decide('drafts/a.md')).toBe('DENY');
    const { set, policyVersion } = test.runtime.policies.current();
    expect(policyVersion).toBe(applied.policyVersion);
    expect(set).not.toHaveProperty('extends');
    expect(set.rules.map(({ id }) => id)).toContain('no-drafts');
    expect(await test.runtime.policies.replay(test.host, { after: own })).toMatchObject({ wider: 0 });
  });

  it('has a digest that covers the pack, and stays what it was when the pack that ships is another', async () => {
    const before = test.runtime.policies.current().policyVersion;
    pack.text = packs.failsafe.text.replace('effect: allow', 'effect: deny');
    test = await test.restart();
    expect(test.runtime.policies.current().policyVersion).toBe(before);
    expect(await decide('docs/b.md')).toBe('ALLOW');
    const checked = await test.runtime.policies.check(test.host, own);
    expect(checked).toMatchObject({ valid: true, policyVersion: expect.not.stringContaining(before) });
  });

  it.each([
    [
      'a pack that there is not',
      'extends: nowhere',
      /own\.yaml:3:10: `nowhere` cannot be extended: there is no pack/,
    ],
    [
      'a file, which lies with the caller',
      'extends: ./team.yaml',
      /own\.yaml:3:10: .*only packs can be extended here/,
    ],
    ['a path on this host', 'extends: ../../etc/passwd.yaml', /own\.yaml:3:10: `extends` expected/],
  ])('is refused for %s', async (_, line, message) => {
    const file = { ...own, text: own.text.replace('extends: failsafe', line) };
    const checked = await test.runtime.policies.check(test.host, file);
    expect(checked).toMatchObject({ valid: false, issues: [{ line: 3, column: 10 }] });
    await expect(test.runtime.policies.apply(test.host, file)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it('may wait in the policy file', async () => {
    const waiting = await openTestRuntime({
      policy: { ...own, text: own.text.replace('name: own', 'name: first') },
    });
    expect(waiting.runtime.policies.current()).toMatchObject({ name: 'first' });
    expect(waiting.runtime.policies.current()).not.toHaveProperty('proposed');
    await waiting.close();
  });
});
