import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential, OutcomeReport } from '../../src/index.ts';
import { openTestRuntime, packs, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

let test: TestRuntime;
/** May administer and not approve. */
let clerk: Credential;
beforeAll(async () => {
  test = await openTestRuntime({ policy: packs.observe });
  const { key } = await test.runtime.keys.create(test.host, { name: 'clerk', scopes: ['admin'], actors: [] });
  clerk = required(test.runtime.authenticate(key));
});
afterAll(() => test.close());

const follow = async (actorId: string, status: OutcomeReport['status'], isVerified = true) => {
  const { decisionId } = await test.runtime.decide(test.agent, request({ actorId }));
  return test.runtime.recordOutcome(test.agent, { decisionId, status }, { isVerified });
};
const actor = (id: string) => test.runtime.actors.get(test.host, id);
const latest = async (kind: string) =>
  required((await test.runtime.ledger.entries({ kind, order: 'descending', limit: 1 }))[0]);

describe('trust of an actor', () => {
  it('is said with what moved it last, through a restart', async () => {
    await expect(actor('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (let i = 0; i < 5; i++) await follow('ada', 'executed');
    const { index } = await follow('ada', 'failed');
    const shown = await actor('ada');
    expect(shown).toMatchObject({
      trust: 0.5,
      trustStage: 'KBT',
      isOnProbation: false,
      verifiedOutcomes: 6,
      lastMove: { index, cause: 'failed', change: -0.1 },
    });
    expect(shown.outcomes.map(({ status }) => status)).toEqual([
      'failed',
      ...Array<string>(5).fill('executed'),
    ]);
    test = await test.restart({ policy: packs.observe });
    expect(await actor('ada')).toEqual(shown);
  });

  it('is not raised by what an agent says of itself, and lowered by it', async () => {
    for (let i = 0; i < 6; i++) await follow('boaster', 'executed', false);
    expect(await actor('boaster')).toMatchObject({ trust: 0.35, verifiedOutcomes: 0 });
    expect((await actor('boaster')).lastMove).toBeUndefined();
    await follow('boaster', 'violation', false);
    expect((await actor('boaster')).lastMove).toMatchObject({ cause: 'violation', change: -0.25 });
  });

  it('counts as the floor while on probation, and what was lost is owed after it', async () => {
    await follow('novice', 'violation');
    expect(await actor('novice')).toMatchObject({ trust: 0.35, isOnProbation: true });
    test.advance(31 * 86_400_000);
    expect(await actor('novice')).toMatchObject({ trust: 0.1, isOnProbation: false });
  });

  it('stays within 0 and 1 however many outcomes come at once', async () => {
    await Promise.all(Array.from({ length: 30 }, () => follow('saint', 'executed')));
    await Promise.all(Array.from({ length: 12 }, () => follow('sinner', 'violation')));
    expect(await actor('saint')).toMatchObject({ trust: 1, trustStage: 'IBT', verifiedOutcomes: 30 });
    expect(await actor('sinner')).toMatchObject({ trust: 0, trustStage: 'CBT' });
    const before = await actor('saint');
    test = await test.restart({ policy: packs.observe });
    expect(await actor('saint')).toEqual(before);
  });

  it('is asked for and changed by admins alone', async () => {
    const { actors } = test.runtime;
    const refused = { code: 'ACTOR_FORBIDDEN' };
    const reason = 'let me';
    await expect(actors.get(test.agent, 'ada')).rejects.toMatchObject(refused);
    await expect(actors.resetTrust(test.agent, 'ada', { reason })).rejects.toMatchObject(refused);
    await expect(actors.capTrust(test.agent, 'ada', { cap: 1, reason })).rejects.toMatchObject(refused);
  });
});

describe('a reset', () => {
  it('lets trust begin anew on probation, is an entry and says who and why', async () => {
    for (let i = 0; i < 10; i++) await follow('reset', 'executed');
    expect(await actor('reset')).toMatchObject({ trustStage: 'IBT' });
    const reset = await test.runtime.actors.resetTrust(clerk, 'reset', { reason: 'new model behind it' });
    expect(reset).toMatchObject({
      trust: 0.35,
      trustStage: 'CBT',
      isOnProbation: true,
      verifiedOutcomes: 0,
      lastMove: { cause: 'reset', by: 'clerk', reason: 'new model behind it' },
    });
    const { index, body } = await latest('actor.trust-reset');
    expect(reset.lastMove?.index).toBe(index);
    expect(body).toEqual({
      actorId: 'reset',
      before: { trust: 0.85, verifiedOutcomes: 10 },
      trust: 0.35,
      reason: 'new model behind it',
      by: 'clerk',
    });
    test = await test.restart({ policy: packs.observe });
    expect(await actor('reset')).toMatchObject({ trust: 0.35, isOnProbation: true });
  });

  it('that gives an actor more takes a key that may approve', async () => {
    await follow('fallen', 'violation');
    const reason = 'it was our fault';
    await expect(test.runtime.actors.resetTrust(clerk, 'fallen', { reason })).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    const raised = await test.runtime.actors.resetTrust(test.host, 'fallen', { reason });
    expect(raised.lastMove).toMatchObject({ cause: 'reset', by: 'host' });
    test.advance(31 * 86_400_000);
    expect((await actor('fallen')).trust).toBe(0.35);
  });
});

describe('a cap', () => {
  it('holds whatever the actor does, and policy sees the stage under it', async () => {
    for (let i = 0; i < 12; i++) await follow('capped', 'executed');
    const capped = await test.runtime.actors.capTrust(clerk, 'capped', { cap: 0.6, reason: 'under watch' });
    expect(capped).toMatchObject({ trust: 0.6, trustStage: 'KBT', trustCap: 0.6 });
    const { decisionId } = await test.runtime.decide(test.agent, request({ actorId: 'capped' }));
    const { facts } = await test.runtime.decisions.get(test.host, decisionId);
    expect(facts['actor']).toMatchObject({ trustStage: 'KBT' });
    await follow('capped', 'executed');
    expect(await actor('capped')).toMatchObject({ trust: 0.6, lastMove: { cause: 'executed' } });
    expect((await latest('actor.trust-cap')).body).toMatchObject({ before: null, cap: 0.6, by: 'clerk' });
  });

  it('is raised and lifted by a key that may approve, and lowered by any admin', async () => {
    const { actors } = test.runtime;
    const refused = { code: 'ACTOR_FORBIDDEN' };
    await expect(actors.capTrust(clerk, 'capped', { cap: 0.7, reason: 'x' })).rejects.toMatchObject(refused);
    await expect(actors.capTrust(clerk, 'capped', { reason: 'x' })).rejects.toMatchObject(refused);
    expect(await actors.capTrust(clerk, 'capped', { cap: 0.2, reason: 'x' })).toMatchObject({ trust: 0.2 });
    const lifted = await actors.capTrust(test.host, 'capped', { reason: 'trusted again' });
    expect(lifted).toMatchObject({ trust: 1, trustStage: 'IBT', lastMove: { cause: 'cap-lifted' } });
    expect(lifted.trustCap).toBeUndefined();
  });

  it('may stand before the actor is known', async () => {
    await test.runtime.actors.capTrust(clerk, 'stranger', { cap: 0, reason: 'not here' });
    expect(await actor('stranger')).toMatchObject({ trust: 0, trustCap: 0, verifiedOutcomes: 0 });
  });
});

describe('the operational mode', () => {
  it('is normal until an admin sets another one, which is an entry and outlasts a restart', async () => {
    expect(test.runtime.modes.current()).toEqual({ mode: 'normal' });
    await expect(test.runtime.modes.set(test.agent, { mode: 'surge', reason: 'mine' })).rejects.toMatchObject(
      { code: 'ACTOR_FORBIDDEN' },
    );
    await test.runtime.modes.set(clerk, { mode: 'surge', reason: 'many small reads' });
    expect((await latest('mode.set')).body).toEqual({
      mode: 'surge',
      before: 'normal',
      reason: 'many small reads',
      by: 'clerk',
    });
    test = await test.restart({ policy: packs.observe });
    expect(test.runtime.modes.current()).toMatchObject({ mode: 'surge', setBy: 'clerk' });
  });

  it('surge takes no success of an L1 call as verified, and every failure for what it is', async () => {
    await follow('surger', 'executed');
    expect(await actor('surger')).toMatchObject({ trust: 0.35, verifiedOutcomes: 0 });
    expect((await latest('outcome')).body).toMatchObject({
      isVerified: false,
      isSampledOut: true,
      trustChange: 0,
    });
    await follow('surger', 'failed');
    expect((await latest('outcome')).body).toMatchObject({ trustChange: -0.1 });
  });

  it('changes nothing of a decision, and is recorded with it', async () => {
    const { decisionId, ...surged } = await test.runtime.decide(test.agent, request({ requestId: 'm-1' }));
    await test.runtime.modes.set(clerk, { mode: 'normal', reason: 'over' });
    const normal = await test.runtime.decide(test.agent, request({ requestId: 'm-2' }));
    expect(surged.reasons).toEqual(normal.reasons);
    expect(surged).toMatchObject({
      decision: normal.decision,
      riskGrade: 'L1',
      obligations: normal.obligations,
    });
    const factsOf = async (id: string) => (await test.runtime.decisions.get(test.host, id)).facts;
    expect(await factsOf(decisionId)).toMatchObject({ mode: 'surge' });
    expect(await factsOf(normal.decisionId)).not.toHaveProperty('mode');
    // What followed is judged by the mode under which was decided, also when only the ledger remembers it.
    test = await test.restart({ policy: packs.observe });
    await test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' }, { isVerified: true });
    expect((await latest('outcome')).body).toMatchObject({ isSampledOut: true });
  });
});
