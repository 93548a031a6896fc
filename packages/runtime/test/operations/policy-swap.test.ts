import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestRuntime } from '../open-test-runtime.ts';
import { openTestRuntime, request } from '../open-test-runtime.ts';

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime({ policy: setOf(0) });
});
afterAll(() => test.close());

/** What decides, and the reason, carry the number of the set: half of one and half of another would show. */
function setOf(number: number): { readonly source: string; readonly text: string } {
  const rules = ['docs', 'src'].map(
    (directory) =>
      `  - { id: ${directory}-${number}, effect: allow, match: { action: read, path: { prefix: ${directory} } }, because: set ${number} }`,
  );
  return {
    source: `set-${number}.yaml`,
    text: `apiVersion: zoqore.dev/policy/v1\nname: set-${number}\nrules:\n${rules.join('\n')}\n`,
  };
}

describe('putting policies in force under load', () => {
  it('judges each decision wholly by one set, and records the digest of that one', async () => {
    const { runtime, agent, host } = test;
    const numberOf = new Map([[runtime.policies.version(), 0]]);
    const isDone = new AbortController();
    const ask = async (): Promise<number> => {
      let asked = 0;
      for (; !isDone.signal.aborted || asked < 40; asked += 1) {
        await runtime.decide(agent, request({ targetPath: asked % 2 === 0 ? 'docs/a.md' : 'src/a.ts' }));
      }
      return asked;
    };
    const asking = Promise.all(Array.from({ length: 48 }, ask));
    for (let number = 1; number <= 2; number += 1) {
      const { policyVersion } = await runtime.policies.apply(host, setOf(number));
      numberOf.set(policyVersion, number);
    }
    await runtime.decide(agent, request({ targetPath: 'docs/a.md' }));
    isDone.abort();
    const asked = (await asking).reduce((sum, each) => sum + each, 1);
    expect(asked).toBeGreaterThan(1_900);

    const seen = new Map<number | undefined, number>();
    let from = 0;
    for (;;) {
      const entries = await runtime.ledger.entries({ kind: 'decision', limit: 1000, from });
      for (const { body } of entries) {
        const number = numberOf.get(body['policyVersion'] as string);
        seen.set(number, (seen.get(number) ?? 0) + 1);
        expect(body['matchedRules']).toEqual([
          expect.stringMatching(
            (body['targetPath'] as string).startsWith('docs') ? `^docs-${number}$` : `^src-${number}$`,
          ),
        ]);
        expect(body['decision']).toBe('ALLOW');
      }
      const last = entries.at(-1);
      if (last === undefined) break;
      from = last.index + 1;
    }
    expect([...seen.values()].reduce((sum, count) => sum + count, 0)).toBe(asked);
    expect(seen.size).toBe(3);
    expect(seen.has(undefined)).toBe(false);
  });
});

describe('a set that does not compile', () => {
  const broken = { source: 'broken.yaml', text: setOf(9).text.replace('prefix: docs', 'prefix: "docs/*"') };

  it('leaves the one in force, and an entry says so once', async () => {
    const { runtime, host } = test;
    const before = runtime.policies.version();
    for (let turn = 0; turn < 2; turn += 1) {
      await expect(runtime.policies.apply(host, broken)).rejects.toMatchObject({ code: 'POLICY_INVALID' });
    }
    expect(runtime.policies.version()).toBe(before);
    const entries = await runtime.ledger.entries({ kind: 'policy.refused', limit: 10 });
    expect(entries).toMatchObject([
      {
        actor: host.keyId,
        body: { source: 'broken.yaml', message: expect.stringMatching(/prefix/), policyVersion: before },
      },
    ]);
  });

  it('in the policy file is recorded once for each thing that is wrong, whatever it says', async () => {
    let file: { source: string; text: string } = setOf(0);
    const own = await openTestRuntime({ policy: () => file });
    const { policies, ledger } = own.runtime;
    const refusals = async (): Promise<unknown[]> =>
      (await ledger.entries({ kind: 'policy.refused', limit: 10 })).map(({ actor, body }) => [
        actor,
        body['policyVersion'],
      ]);
    await policies.recordUnreadable();
    expect(await refusals()).toEqual([]);

    const once = ['installation', policies.version()];
    file = broken;
    await policies.recordUnreadable();
    await policies.recordUnreadable();
    expect(await refusals()).toEqual([once]);
    file = { source: '\ud800'.repeat(2_000), text: `name: ${'x'.repeat(10_000)}\n` };
    await policies.recordUnreadable();
    expect(await refusals()).toEqual([once, once]);
    expect(policies.current()).toMatchObject({ name: 'set-0', unreadable: { issues: expect.any(Array) } });
    await own.close();
  });
});

describe('what a server finds in the policy file when it starts', () => {
  const wide = setOf(0);
  const narrow = { source: 'narrow.yaml', text: wide.text.replace(/^.*id: src-0.*\n/m, '') };

  it('comes into force by itself if it is narrower and was not in force before', async () => {
    let file = wide;
    const own = await openTestRuntime({ policy: () => file });
    const { policies, ledger } = own.runtime;
    expect(await policies.adoptNarrower()).toBe(false);
    const first = policies.version();

    file = narrow;
    expect(await policies.adoptNarrower()).toBe(true);
    expect(policies.current()).not.toHaveProperty('proposed');
    const entries = await ledger.entries({ kind: 'policy.applied', limit: 10 });
    expect(entries.at(-1)).toMatchObject({
      actor: 'installation',
      body: { before: first, policyVersion: policies.version(), wider: 'no' },
    });

    // Somebody widens it and approves that; the file stays as it was.
    await policies.apply(own.host, wide);
    expect(await policies.adoptNarrower()).toBe(false);
    expect(policies.version()).toBe(first);
    await own.close();
  });

  it('waits if it lets through more, or cannot be read', async () => {
    let file = narrow;
    const own = await openTestRuntime({ policy: () => file });
    const { policies } = own.runtime;
    const before = policies.version();
    for (file of [wide, { source: 'x.yaml', text: 'name: x\n' }]) {
      expect(await policies.adoptNarrower()).toBe(false);
      expect(policies.version()).toBe(before);
    }
    await own.close();
  });
});

describe('changes of the policy', () => {
  it('are refused, with the time after which to try again, while many wait their turn', async () => {
    const { runtime, host } = test;
    const changes = await Promise.allSettled(
      // What is in force already is compared with nothing.
      [100, 100, 100, 100, 104, 105, 106].map((number) => runtime.policies.apply(host, setOf(number))),
    );
    const refused = changes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(2);
    for (const one of refused) {
      expect(one).toMatchObject({ reason: { code: 'RATE_LIMITED', details: { retryAfterSeconds: 5 } } });
    }
    expect(runtime.policies.current().name).toBe('set-104');
  });
});
