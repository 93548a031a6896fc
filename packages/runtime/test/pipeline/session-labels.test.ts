import { sql } from 'drizzle-orm';
import { evaluate, compilePolicy, parsePolicySet } from '@zoqore/policy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordedInput } from '../../src/entry/recorded-input.ts';
import { openTestRuntime, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';
import { sequences } from '../sequences.ts';

let test: TestRuntime;
let actors = 0;
/** Nobody that another test has asked for. */
let actor: string;

beforeAll(async () => {
  test = await openTestRuntime({ policy: sequences });
});
beforeEach(() => {
  actor = `did:myth:agent-${++actors}`;
});
afterAll(() => test.close());

const people = { targetPath: 'people/ada.md' };
const secret = { targetPath: 'vault/notes.md' };
const fetched = { targetPath: 'https://example.org/' };
const sent = { action: 'network', targetPath: 'https://example.org/form' };

const ask = async (fields: Record<string, unknown>, session?: string, actorId = actor) =>
  await test.runtime.decide(
    test.agent,
    request({ actorId, ...fields, ...(session === undefined ? {} : { context: { session } }) }),
  );
const outcome = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).decision;
const bodyOf = async (index: number) => required(await test.runtime.ledger.entry(index)).body;

describe('the labels of a session', () => {
  it('come from what was allowed in it, and are of no other session or actor', async () => {
    expect(await outcome(sent, 'a')).toBe('ALLOW');
    expect(await outcome(secret, 'a')).toBe('ALLOW');
    expect(await outcome(sent, 'a')).toBe('DENY');
    expect(await outcome(sent, 'b')).toBe('ALLOW');
    expect(await outcome(sent, 'a', 'did:myth:other')).toBe('ALLOW');
  });

  it('are never what the caller says', async () => {
    const claimed = { ...sent, context: { session: 'a', labels: ['secret-read'] }, labels: ['secret-read'] };
    expect(await outcome(claimed)).toBe('ALLOW');
    await ask(secret, 'a');
    expect(await outcome({ ...sent, context: { session: 'a', labels: [] } })).toBe('DENY');
  });

  it('hold for who names no session, and what no session is named for holds in all', async () => {
    await ask(secret, 'a');
    expect(await outcome(sent)).toBe('DENY');
    expect(await outcome(sent, 'b')).toBe('ALLOW');
    await ask(secret);
    expect(await outcome(sent, 'b')).toBe('DENY');
  });

  it('are not given by what was not allowed', async () => {
    await ask(fetched, 'a');
    await ask(sent, 'a');
    expect(await outcome(people, 'a')).toBe('ESCALATE');
    const { decision } = await ask({ action: 'write', targetPath: 'notes.md', content: 'x' }, 'a');
    expect(decision).toBe('ALLOW');
    // Still the first two only: the third would complete them once more.
    expect(await outcome(people, 'a')).toBe('ESCALATE');
  });

  it('are given by what a person approved', async () => {
    await ask(fetched, 'a');
    await ask(sent, 'a');
    const asked = request({ actorId: actor, ...people, context: { session: 'a' } });
    const { approval } = await test.runtime.decide(test.agent, asked);
    await test.runtime.approvals.decide(test.host, required(approval).id, { decision: 'approve' });
    const allowed = await test.runtime.decide(test.agent, {
      ...asked,
      requestId: 'approved',
      approvalId: required(approval).id,
    });
    expect(allowed.decision).toBe('ALLOW');
    expect(await bodyOf(allowed.receipt.index)).toMatchObject({
      marks: ['sensitive-data'],
      facts: { labels: ['external-effect', 'untrusted-input'] },
    });
    // All three now: whatever adds to them again needs a person again, and nothing else does.
    expect(await outcome(sent, 'a')).toBe('ESCALATE');
    expect(await outcome({ targetPath: 'docs/a.md' }, 'a')).toBe('ALLOW');
  });

  it('outlive a restart', async () => {
    await ask(secret, 'a');
    test = await test.restart();
    expect(await outcome(sent, 'a')).toBe('DENY');
    expect(await outcome(sent, 'b')).toBe('ALLOW');
  });

  it('lapse: after a day without a session’s name, after thirty with one', async () => {
    await ask(secret);
    await ask(secret, 'a');
    test.advance(25 * 3_600_000);
    expect(await outcome(sent, 'b')).toBe('ALLOW');
    expect(await outcome(sent, 'a')).toBe('DENY');
    test.advance(29 * 24 * 3_600_000);
    expect(await outcome(sent, 'a')).toBe('ALLOW');
    const rows = await test.database.query<{ label: string }>(
      sql`SELECT DISTINCT label FROM zoqore_runtime.session_label WHERE actor_id = ${actor}`,
    );
    // Lapsed rows went when others came.
    expect(rows).toEqual([{ label: 'external-effect' }]);
  });

  it('are kept without the name of the session', async () => {
    await ask(secret, 'the name of a session');
    const rows = await test.database.query<{ row: string }>(
      sql`SELECT session_label::text AS row FROM zoqore_runtime.session_label WHERE actor_id = ${actor}`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain('name');
  });

  it('go to all sessions of an actor that has more of them than anybody keeps', async () => {
    for (let at = 0; at < 256; at++) await ask(people, `s-${at}`);
    expect(await outcome(sent, 'fresh')).toBe('ALLOW');
    await ask(secret, 'one-too-many');
    expect(await outcome(sent, 'another')).toBe('DENY');
    const [count] = await test.database.query<{ n: number }>(
      sql`SELECT count(DISTINCT session)::int AS n FROM zoqore_runtime.session_label
        WHERE actor_id = ${actor} AND session <> ''`,
    );
    expect(count?.n).toBe(256);
  }, 60_000);

  it('are seen by a preview, which gives none', async () => {
    const preview = async () =>
      await test.runtime.policies.preview(
        test.host,
        request({ actorId: actor, ...sent, context: { session: 'a' } }),
      );
    await ask(fetched, 'a');
    expect((await preview()).decision.outcome).toBe('ALLOW');
    expect((await preview()).decision.outcome).toBe('ALLOW');
    await ask(people, 'a');
    expect((await preview()).decision).toMatchObject({ outcome: 'ESCALATE', matchedRules: ['rule-of-two'] });
  });
});

describe('requests of one session side by side', () => {
  it('are judged as if one came after the other', async () => {
    await ask(fetched, 'a');
    const answers = await Promise.all([ask(people, 'a'), ask(sent, 'a')]);
    expect(answers.map(({ decision }) => decision).toSorted()).toEqual(['ALLOW', 'ESCALATE']);
  });

  it('all three at once: two of them', async () => {
    for (const session of ['x', 'y', 'z']) {
      const answers = await Promise.all([ask(people, session), ask(sent, session), ask(fetched, session)]);
      expect(answers.filter(({ decision }) => decision === 'ALLOW')).toHaveLength(2);
    }
  });
});

describe('the entry', () => {
  it('says under which labels the decision was made and which it gave, and evaluates again to the same', async () => {
    await ask(secret, 'a');
    const answer = await ask(sent, 'a');
    const entry = required(await test.runtime.ledger.entry(answer.receipt.index));
    expect(entry.body).not.toHaveProperty('marks');
    const recorded = recordedInput(entry);
    if (!recorded.isWhole) throw new Error(recorded.reason);
    expect(recorded.input.labels).toEqual(['secret-read']);
    const policy = compilePolicy(parsePolicySet(sequences.text), {
      workspace: '/work/project',
      home: '/home/ada',
    });
    expect(evaluate(policy, recorded.input)).toMatchObject({
      effect: 'deny',
      rules: ['secret-then-network'],
    });
  });

  it('replays against the ledger without a flip', async () => {
    const since = Date.now() + 100 * 24 * 3_600_000;
    test.advance(100 * 24 * 3_600_000);
    for (const asked of [fetched, people, sent, secret, sent]) await ask(asked, 'a');
    const report = await test.runtime.policies.replay(test.host, { after: sequences, since });
    expect(report).toMatchObject({ same: 5, wider: 0, narrower: 0, obligations: 0, notReplayable: [] });
    const without = { ...sequences, text: sequences.text.replace('label: external-effect', 'label: other') };
    // What a set of other marks would have made of each request is asked of that set.
    expect(await test.runtime.policies.replay(test.host, { after: without, since })).toMatchObject({
      wider: 1,
    });
  });
});
