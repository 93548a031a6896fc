import { openTestDatabase } from '@zoqore/database/testing';
import type { Database } from '@zoqore/database';
import { LedgerError } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestRuntime, request } from './open-test-runtime.ts';
import type { TestRuntimeOptions } from './open-test-runtime.ts';

/** Whatever breaks, nobody is allowed anything by it. Each fault is put into a runtime that allows without it. */

const policy = {
  source: 'faults.yaml',
  text: `
apiVersion: zoqore.dev/policy/v1
name: faults
default: deny
rules:
  - { id: open, effect: allow, match: { path: { prefix: open } } }
  - { id: secret, effect: deny, match: { content: { pattern: 'never-written-secret' } } }
  - { id: guarded, effect: allow, match: { path: { prefix: guarded } }, when: request.context.n == 1.0 }
  - { id: held, effect: deny, match: { path: { prefix: open/held } }, when: request.context.n == 2.0 }
  - { id: trusted, effect: allow, match: { path: { prefix: trusted }, actor: { trustStage: { atLeast: KBT } } } }
  - { id: hours, effect: allow, match: { path: { prefix: hours }, time: { from: '08:00', to: '18:00' } } }
`,
};

const noon = Date.UTC(2026, 0, 5, 12);

type Said = 'ALLOW' | 'ESCALATE' | 'DENY' | `error ${string}` | 'nothing';

/** What whoever asked was told, or nothing where there was no answer in time. */
async function said(
  answer: Promise<{ readonly decision: 'ALLOW' | 'ESCALATE' | 'DENY' }>,
  withinMs: number,
): Promise<Said> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<Said>((resolve) => {
    timer = setTimeout(() => resolve('nothing'), withinMs);
  });
  const told = answer.then(
    ({ decision }): Said => decision,
    (error: unknown): Said => `error ${String(Object(error).code ?? Object(error).name)}`,
  );
  const first = await Promise.race([told, silence]);
  clearTimeout(timer);
  return first;
}

interface Fault {
  readonly name: string;
  readonly options?: (broken: () => boolean, database: Database) => TestRuntimeOptions;
  readonly request?: Record<string, unknown>;
  /** What the same request is answered without the fault. */
  readonly otherwise?: Said;
  readonly expected: Said;
}

const write = { action: 'write', targetPath: 'open/a.txt', content: 'x' };

/** A store that works until its commits do not. */
function failing(fail: () => Promise<never>) {
  return (broken: () => boolean, database: Database): TestRuntimeOptions => {
    const store = createSqlStore({ database, durability: 'process' });
    const works = store.commit.bind(store);
    const commit: typeof store.commit = (plan, options) => (broken() ? fail() : works(plan, options));
    return { store: Object.assign(store, { commit }) };
  };
}

const faults: readonly Fault[] = [
  {
    name: 'a clock that throws',
    options: (broken) => ({
      clock: () => {
        if (broken()) throw new Error('no clock');
        return noon;
      },
    }),
    expected: 'error Error',
  },
  {
    name: 'a clock of NaN',
    options: (broken) => ({ clock: () => (broken() ? NaN : noon) }),
    expected: 'error RangeError',
  },
  {
    name: 'a clock beyond the calendar',
    options: (broken) => ({ clock: () => (broken() ? 1e16 : noon) }),
    request: { ...write, targetPath: 'hours/a.txt' },
    expected: 'error RangeError',
  },
  {
    name: 'a clock that jumps out of the hours of the rule',
    options: (broken) => ({ clock: () => (broken() ? noon - 10 * 3_600_000 : noon) }),
    request: { ...write, targetPath: 'hours/a.txt' },
    expected: 'DENY',
  },
  {
    name: 'a source of randomness that throws',
    options: (broken) => ({
      random: (bytes) => {
        if (broken()) throw new Error('no entropy');
        return crypto.getRandomValues(new Uint8Array(bytes));
      },
    }),
    expected: 'error Error',
  },
  {
    name: 'a full disk',
    options: failing(() =>
      Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })),
    ),
    expected: 'error LEDGER_UNAVAILABLE',
  },
  {
    name: 'a store that went away',
    options: failing(() => Promise.reject(new LedgerError({ code: 'LEDGER_UNAVAILABLE', message: 'away' }))),
    expected: 'error LEDGER_UNAVAILABLE',
  },
  { name: 'a store that never answers', options: failing(() => new Promise(() => {})), expected: 'nothing' },
  {
    name: 'a condition that reads what is not there',
    request: { ...write, targetPath: 'guarded/a' },
    otherwise: 'DENY',
    expected: 'DENY',
  },
  {
    name: 'a condition that meets another type',
    request: { ...write, targetPath: 'guarded/a', context: { n: [1] } },
    otherwise: 'DENY',
    expected: 'DENY',
  },
  {
    name: 'a condition of a deny rule that cannot be told',
    request: { ...write, targetPath: 'open/held/a' },
    otherwise: 'DENY',
    expected: 'DENY',
  },
  {
    name: 'a condition that is out of budget',
    request: {
      ...write,
      targetPath: 'guarded/a',
      context: { n: 1, more: Array.from({ length: 1_001 }, () => 1) },
    },
    otherwise: 'DENY',
    expected: 'DENY',
  },
  {
    name: 'a content too long to be searched',
    request: { ...write, content: 'x'.repeat(1_048_577) },
    otherwise: 'DENY',
    expected: 'DENY',
  },
  {
    name: 'a command line that nobody can read',
    request: { action: 'execute', targetPath: 'open', content: 'if [ ; do (' },
    otherwise: 'DENY',
    expected: 'DENY',
  },
  {
    name: 'arguments nested without end',
    request: { ...write, context: JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`) },
    otherwise: 'error VALIDATION_ERROR',
    expected: 'error VALIDATION_ERROR',
  },
  {
    name: 'a number that is none',
    request: { ...write, context: { n: NaN } },
    otherwise: 'error VALIDATION_ERROR',
    expected: 'error VALIDATION_ERROR',
  },
];

describe('whatever breaks', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => database.close());

  it.each(faults)(
    '$name: $expected',
    async ({ options, expected, request: asked = write, otherwise = 'ALLOW' }) => {
      let isBroken = false;
      const test = await openTestRuntime({
        policy,
        clock: () => noon,
        ...options?.(() => isBroken, database),
        database,
      });
      const ask = (withinMs = 30_000): Promise<Said> =>
        said(test.runtime.decide(test.agent, request(asked)), withinMs);
      expect(await ask()).toBe(otherwise);
      isBroken = true;
      expect(await ask(expected === 'nothing' ? 300 : 30_000)).toBe(expected);
      isBroken = false;
      // What waits for a store that never answers would wait here too.
      if (expected !== 'nothing') await test.close();
    },
  );

  it('a detector that throws', async () => {
    const test = await openTestRuntime({ policy, database });
    const ask = () => test.runtime.decide(test.agent, request({ ...write, targetPath: 'open/é.txt' }));
    expect((await ask()).decision).toBe('ALLOW');
    vi.spyOn(String.prototype, 'normalize').mockImplementation(() => {
      throw new Error('no tables of Unicode');
    });
    const answer = await ask();
    expect(answer).toMatchObject({ decision: 'DENY', riskGrade: 'L3' });
    expect(answer.reasons.join()).toContain('path.unavailable');
    vi.restoreAllMocks();
    await test.close();
  });

  it.each([NaN, Infinity, -Infinity, 5])('a record of trust that says %d', async (trust) => {
    const actorId = `did:x:trust-${trust}`;
    const ask = async (runtime: Awaited<ReturnType<typeof openTestRuntime>>) =>
      runtime.runtime.decide(runtime.agent, request({ ...write, actorId, targetPath: 'trusted/a' }));
    const record = (value: number) =>
      database.query(sql`
        INSERT INTO zoqore_runtime.actor (id, kind, roles, trust, verified_outcomes, since)
        VALUES (${actorId}, 'agent', '[]', ${value}::double precision, 9, 0)
        ON CONFLICT (id) DO UPDATE SET trust = excluded.trust`);
    await record(0.9);
    let test = await openTestRuntime({ policy, database });
    expect((await ask(test)).decision).toBe('ALLOW');
    await test.runtime.close();
    await record(trust);
    test = await openTestRuntime({ policy, database });
    expect((await ask(test)).decision).toBe('DENY');
    await test.close();
  });

  it('a clock that was set back: a halt ends what was allowed before it', async () => {
    const test = await openTestRuntime({ policy, database });
    const asked = request(write);
    expect((await test.runtime.decide(test.agent, asked)).decision).toBe('ALLOW');
    test.advance(-3_600_000);
    await test.runtime.halts.halt(test.host, { reason: 'drill' });
    expect((await test.runtime.decide(test.agent, asked)).decision).toBe('DENY');
    await test.runtime.halts.resume(test.host, {});
    await test.close();
  });

  it('a policy file: the first one opens nothing, a later one changes nothing', async () => {
    const broken = { source: 'broken.yaml', text: policy.text.replace('effect: deny', 'effect: deni') };
    const empty = await openTestDatabase();
    await expect(openTestRuntime({ policy: broken, database: empty })).rejects.toMatchObject({
      code: 'POLICY_INVALID',
    });
    await empty.close();
    const test = await openTestRuntime({ policy, database });
    await expect(test.runtime.policies.apply(test.host, broken)).rejects.toMatchObject({
      code: 'POLICY_INVALID',
    });
    const ask = (targetPath: string) => test.runtime.decide(test.agent, request({ ...write, targetPath }));
    expect((await ask('elsewhere/a')).decision).toBe('DENY');
    expect((await ask('open/a')).decision).toBe('ALLOW');
    await test.close();
  });

  it('the policy in force: altered in its row, it opens nothing', async () => {
    const copy = await openTestDatabase();
    const test = await openTestRuntime({ policy, database: copy });
    await test.close();
    await copy.query(sql`
      UPDATE zoqore_runtime.policy_version SET text = replace(text, 'default: deny', 'default: allow')`);
    await expect(openTestRuntime({ policy, database: copy })).rejects.toMatchObject({
      code: 'NOT_INITIALIZED',
    });
    await copy.close();
  });
});
