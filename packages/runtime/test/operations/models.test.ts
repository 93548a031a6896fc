import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { readDocument } from '@zoqore/policy';
import { citationPolicySchema } from '@zoqore/risk';
import { sql } from 'drizzle-orm';
import type { Credential, PolicyFile, UnreadablePolicyFile } from '../../src/index.ts';
import { openTestRuntime, packs, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

const risk = (body: string): PolicyFile => ({
  source: 'models/risk.yaml',
  text: `apiVersion: zoqore.dev/risk/v1\n${body}`,
});
const trust = (body: string): PolicyFile => ({
  source: 'models/trust.yaml',
  text: `apiVersion: zoqore.dev/trust/v1\n${body}`,
});

let test: TestRuntime;
let clerk: Credential;
let file: PolicyFile | UnreadablePolicyFile | undefined;
const options = { policy: packs.observe, models: (kind: string) => (kind === 'risk' ? file : undefined) };
beforeAll(async () => {
  test = await openTestRuntime(options);
  const { key } = await test.runtime.keys.create(test.host, { name: 'clerk', scopes: ['admin'], actors: [] });
  clerk = required(test.runtime.authenticate(key));
});
afterAll(() => test.close());

const gradeOf = async (targetPath: string) =>
  (await test.runtime.decide(test.agent, request({ targetPath }))).riskGrade;

it('loads whatever docs/risk-and-trust.md shows', () => {
  const docs = readFileSync(new URL('../../../../docs/risk-and-trust.md', import.meta.url), 'utf8');
  const texts = [...docs.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const shown = texts.flatMap((text) => {
    const kind = /zoqore\.dev\/(risk|trust)\/v1/.exec(text)?.[1];
    if (kind === undefined) return [];
    const checked = test.runtime.models.check(clerk, kind as 'risk', { text, source: kind });
    return [{ kind, checked }];
  });
  expect(shown).toMatchObject([
    { kind: 'risk', checked: { valid: true } },
    { kind: 'trust', checked: { valid: true, version: test.runtime.models.list()[1]?.version } },
  ]);
  const citations = texts.find((text) => text.includes('zoqore.dev/citations/v1')) ?? '';
  expect(readDocument(citations, citationPolicySchema).thresholds.gold).toBe(95);
});

describe('a model', () => {
  it('is the default of the release until one is put in force', () => {
    expect(test.runtime.models.list().map(({ kind, source }) => [kind, source])).toEqual([
      ['risk', undefined],
      ['trust', undefined],
    ]);
  });

  it('is put in force by an admin alone, and grades the next request', async () => {
    const stricter = risk('overrides: { path.kind-documentation: { grade: L3 } }');
    expect(await gradeOf('docs/a.md')).toBe('L1');
    await expect(test.runtime.models.apply(test.agent, 'risk', stricter)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
    });
    const before = test.runtime.models.current('risk').version;
    const { version, looser, receipt } = await test.runtime.models.apply(clerk, 'risk', stricter);
    expect(looser).toEqual([]);
    expect(await gradeOf('docs/a.md')).toBe('L3');
    const [entry] = await test.runtime.ledger.entries({ kind: 'model.applied', limit: 1 });
    expect(entry).toMatchObject({
      index: receipt.index,
      body: { model: 'risk', version, before, looser: [], by: 'clerk' },
    });
    test = await test.restart(options);
    expect(await gradeOf('docs/b.md')).toBe('L3');
    expect(test.runtime.models.current('risk')).toMatchObject({
      version,
      source: 'models/risk.yaml',
      appliedBy: 'clerk',
    });
  });

  it('that may let through more is approved, or not put in force', async () => {
    const { models } = test.runtime;
    const looser = risk('overrides: { path.kind-documentation: { grade: L1 } }');
    const place = 'overrides.path.kind-documentation.grade';
    expect(models.check(clerk, 'risk', looser)).toMatchObject({ valid: true, looser: [place] });
    await expect(models.apply(clerk, 'risk', looser)).rejects.toMatchObject({
      code: 'ACTOR_FORBIDDEN',
      details: { looser: [place] },
    });
    await expect(models.apply(test.host, 'risk', { ...looser, onlyStricter: true })).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    expect(await gradeOf('docs/c.md')).toBe('L3');
    await models.apply(test.host, 'risk', looser);
    expect(await gradeOf('docs/c.md')).toBe('L1');
    const [entry] = await test.runtime.ledger.entries({
      kind: 'model.applied',
      order: 'descending',
      limit: 1,
    });
    expect(entry?.body).toMatchObject({ looser: [place], approvedBy: 'host' });
  });

  it('is named by its version in every decision', async () => {
    const { decisionId } = await test.runtime.decide(test.agent, request());
    const { facts } = await test.runtime.decisions.get(test.host, decisionId);
    const [riskModel, trustModel] = test.runtime.models.list();
    expect(facts['models']).toEqual({ risk: riskModel?.version, trust: trustModel?.version });
  });

  it('has a version that comments, order and what is the default anyway do not change', () => {
    const { models } = test.runtime;
    const versionOf = (text: PolicyFile) => models.check(clerk, 'risk', text);
    const plain = versionOf(risk('thresholds: { L3: 0.9 }'));
    expect(versionOf(risk('# why\r\nthresholds: { L2: 1, L3: 0.9 }\r\ndetectors: {}'))).toEqual(plain);
    expect(versionOf(risk('thresholds: { L3: 0.8 }'))).not.toEqual(plain);
  });

  it('with a mistake is refused with line, column and what was probably meant', async () => {
    const { models } = test.runtime;
    const checked = models.check(
      clerk,
      'risk',
      risk('detectors:\n  novelti: false\noverrides:\n  path.credentials: { grad: L1 }\n'),
    );
    expect(checked).toMatchObject({
      valid: false,
      issues: [
        { line: 3, column: 3, suggestion: 'novelty' },
        { line: 5, column: 23, suggestion: 'grade' },
      ],
    });
    for (const _ of ['once', 'and again']) {
      await expect(models.apply(test.host, 'trust', trust('start: 0.9'))).rejects.toMatchObject({
        code: 'POLICY_INVALID',
        message: expect.stringContaining('models/trust.yaml:2:8'),
      });
    }
    expect(await test.runtime.ledger.entries({ kind: 'model.refused', limit: 10 })).toMatchObject([
      {
        actor: test.host.keyId,
        body: {
          model: 'trust',
          source: 'models/trust.yaml',
          message: expect.stringContaining('models/trust.yaml:2:8'),
          version: models.current('trust').version,
        },
      },
    ]);
    await expect(models.apply(test.host, 'risk', risk('a: &a [*a]'))).rejects.toMatchObject({
      code: 'POLICY_INVALID',
    });
  });

  it('in the file waits to be applied; a file that is broken leaves the one in force', async () => {
    const { version } = test.runtime.models.current('risk');
    file = risk('thresholds: { L3: 0.5 }');
    expect(test.runtime.models.current('risk')).toMatchObject({
      version,
      proposed: { source: 'models/risk.yaml' },
    });
    file = risk('thresholds: { L4: 0.5 }');
    const broken = test.runtime.models.current('risk');
    expect(broken).toMatchObject({
      version,
      unreadable: { source: 'models/risk.yaml', message: expect.stringContaining('models/risk.yaml:2:15') },
    });
    file = { source: 'models/risk.yaml', error: new Error('it is a folder') };
    expect(test.runtime.models.current('risk').unreadable?.message).toBe('it is a folder');
    file = undefined;
    expect(test.runtime.models.current('risk')).not.toHaveProperty('unreadable');
  });

  it('of trust moves the next outcome and the stage of everyone', async () => {
    await test.runtime.models.apply(test.host, 'trust', trust('success: 0.2\nprobation: { outcomes: 1 }\n'));
    const { decisionId } = await test.runtime.decide(test.agent, request({ actorId: 'quick' }));
    await test.runtime.recordOutcome(test.agent, { decisionId, status: 'executed' }, { isVerified: true });
    expect(await test.runtime.actors.get(test.host, 'quick')).toMatchObject({
      trust: 0.55,
      trustStage: 'KBT',
    });
    await test.runtime.models.apply(clerk, 'trust', trust(''));
    expect(await test.runtime.actors.get(test.host, 'quick')).toMatchObject({ trustStage: 'CBT' });
  });

  it('is refused, with the time after which to try again, while many wait their turn', async () => {
    const { models } = test.runtime;
    const changes = await Promise.allSettled(
      Array.from({ length: 7 }, (_, at) =>
        models.apply(test.host, at % 2 === 0 ? 'risk' : 'trust', at % 2 === 0 ? risk('') : trust('')),
      ),
    );
    const refused = changes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toHaveLength(2);
    for (const one of refused) {
      expect(one).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 5 } });
    }
    await expect(models.apply(test.host, 'risk', risk(''))).resolves.toMatchObject({ looser: [] });
  });

  it('that was altered in the store is not decided by', async () => {
    await test.runtime.models.apply(test.host, 'risk', risk('thresholds: { L3: 0.9 }'));
    await test.database.query(
      sql`UPDATE zoqore_runtime.model SET text = replace(text, '0.9', '1.0') WHERE kind = 'risk'`,
    );
    await expect(test.restart(options)).rejects.toMatchObject({
      code: 'NOT_INITIALIZED',
      message: expect.stringContaining('the stored risk model was altered'),
    });
    await test.database.query(
      sql`UPDATE zoqore_runtime.model SET text = replace(text, '1.0', '0.9') WHERE kind = 'risk'`,
    );
    test = await test.restart(options);
  });
});
