import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { canonicalize } from '@zoqore/ledger';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commit, commitToDigest } from '../../src/entry/commitment.ts';
import { intentDigest } from '../../src/index.ts';
import { parseDecisionRequest } from '../../src/request/decision-request.ts';
import { openTestRuntime, required, request } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** docs/spec/decision-entry.md, held to what is written. */

let test: TestRuntime;
beforeAll(async () => {
  test = await openTestRuntime();
});
afterAll(() => test.close());

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const content = 'a very private sentence';
const secretWrite = (fields: Record<string, unknown> = {}) =>
  request({ action: 'write', targetPath: 'docs/x.md', content, ...fields });

async function saltOf(index: number): Promise<Buffer> {
  const [row] = await test.database.query<{ salt: string }>(
    sql`SELECT salt FROM zoqore_runtime.decision WHERE index = ${index}`,
  );
  return Buffer.from(required(row).salt, 'hex');
}

describe('the worked example', () => {
  it('has the digests that its salt and request give', () => {
    const path = fileURLToPath(new URL('../../../../docs/spec/decision-entry.md', import.meta.url));
    const [, block = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync(path, 'utf8')) ?? [];
    const example = z
      .object({
        salt: z.string(),
        request: z.looseObject({ content: z.string() }),
        intentDigest: z.string(),
        commitments: z.object({ content: z.string(), intent: z.string() }),
      })
      .parse(JSON.parse(block));
    const salt = Buffer.from(example.salt, 'hex');
    const { requestId: _id, ...intent } = example.request;
    expect(sha256(canonicalize(intent))).toBe(example.intentDigest);
    expect(intentDigest(parseDecisionRequest(example.request))).toBe(example.intentDigest);
    expect(sha256(salt, example.request.content)).toBe(example.commitments.content);
    expect(commit(salt, example.request.content)).toBe(example.commitments.content);
    expect(sha256(salt, Buffer.from(example.intentDigest, 'hex'))).toBe(example.commitments.intent);
    expect(commitToDigest(salt, example.intentDigest)).toBe(example.commitments.intent);
  });
});

describe('commitments of a decision', () => {
  it('open with the salt of the row, and nothing in the leaf is an unsalted digest', async () => {
    const asked = secretWrite();
    const answer = await test.runtime.decide(test.agent, asked);
    const entry = required(await test.runtime.ledger.entry(answer.receipt.index));
    const salt = await saltOf(answer.receipt.index);
    const intent = intentDigest(parseDecisionRequest(asked));
    expect(salt).toHaveLength(32);
    expect(entry.commitments).toEqual({
      content: sha256(salt, content),
      intent: sha256(salt, Buffer.from(intent, 'hex')),
    });
    for (const hidden of [intent, sha256(content), content, salt.toString('hex')]) {
      expect(entry.leaf).not.toContain(hidden);
    }
  });

  it('differ for the same content: every entry has a salt of its own', async () => {
    const one = await test.runtime.decide(test.agent, secretWrite());
    const two = await test.runtime.decide(test.agent, secretWrite());
    const read = async (index: number) => (await test.runtime.ledger.entry(index))?.commitments;
    const [first, second] = [await read(one.receipt.index), await read(two.receipt.index)];
    expect(first?.['content']).not.toBe(second?.['content']);
    expect(first?.['intent']).not.toBe(second?.['intent']);
  });

  it('hide what a capability map calls content, at any depth', async () => {
    const tool = {
      server: 'files',
      name: 'edit',
      arguments: { path: 'docs/x.md', edits: [{ newText: content }] },
      parameters: { '/path': 'path', '/edits/*/newText': 'content' },
      isKnown: true,
    };
    const answer = await test.runtime.decide(
      test.agent,
      request({ action: 'write', targetPath: 'tool:files/edit', context: { tool } }),
    );
    const entry = required(await test.runtime.ledger.entry(answer.receipt.index));
    const hidden = { sha256: sha256(await saltOf(entry.index), content), length: content.length };
    expect(entry.leaf).not.toContain(content);
    expect(entry.body['facts']).toMatchObject({
      redacted: ['tool'],
      tool: { state: 'first-seen', arguments: { path: 'docs/x.md', edits: [{ newText: hidden }] } },
    });
  });

  it('salt the digests of what is long', async () => {
    const note = 'n'.repeat(600);
    const answer = await test.runtime.decide(test.agent, request({ context: { note } }));
    const entry = required(await test.runtime.ledger.entry(answer.receipt.index));
    expect(entry.body['facts']).toMatchObject({
      redacted: ['context'],
      context: { note: { sha256: sha256(await saltOf(entry.index), note), length: 600 } },
    });
  });
});

describe('the intent digest', () => {
  it('is read from the table, and is gone when the row was erased while the log still verifies', async () => {
    const asked = secretWrite();
    const { decisionId, receipt } = await test.runtime.decide(test.agent, asked);
    const shown = async () => (await test.runtime.decisions.get(test.agent, decisionId)).decision;
    expect((await shown()).intentDigest).toBe(intentDigest(parseDecisionRequest(asked)));
    await test.database.query(sql`
      UPDATE zoqore_runtime.decision SET salt = NULL, intent_digest = NULL, fingerprint = ''
      WHERE index = ${receipt.index}`);
    expect(await shown()).not.toHaveProperty('intentDigest');
    expect(await test.runtime.ledger.verify()).toMatchObject({ verified: true });
  });

  it('is committed to by what a person decided, as the decision did, and stands in no leaf', async () => {
    const asked = secretWrite({ targetPath: 'docs/approved.md' });
    const { approval, receipt } = await test.runtime.decide(test.agent, asked);
    await test.runtime.approvals.decide(test.host, required(approval).id, { decision: 'approve' });
    const [entry] = await test.runtime.ledger.entries({
      kind: 'approval.approved',
      order: 'descending',
      limit: 1,
    });
    const question = await test.runtime.ledger.entry(receipt.index);
    expect(entry?.commitments).toEqual({ intent: question?.commitments?.['intent'] });
    expect(entry?.leaf).not.toContain(intentDigest(parseDecisionRequest(asked)));
  });
});

describe('an outcome', () => {
  it('commits to the digest of the result and shows it from the table', async () => {
    const { decisionId } = await test.runtime.decide(test.agent, request());
    const resultDigest = sha256('what the tool said');
    const receipt = await test.runtime.recordOutcome(test.agent, {
      decisionId,
      status: 'executed',
      resultDigest,
    });
    const entry = required(await test.runtime.ledger.entry(receipt.index));
    const [row] = await test.database.query<{ salt: string }>(
      sql`SELECT salt FROM zoqore_runtime.outcome WHERE decision_id = ${decisionId}`,
    );
    const salt = Buffer.from(required(row).salt, 'hex');
    expect(entry.commitments).toEqual({ result: sha256(salt, Buffer.from(resultDigest, 'hex')) });
    expect(entry.leaf).not.toContain(resultDigest);
    const { outcome } = await test.runtime.decisions.get(test.agent, decisionId);
    expect(outcome).toMatchObject({ status: 'executed', resultDigest });
  });
});

describe('recorded facts', () => {
  const factsOf = async (index: number) => (await test.runtime.ledger.entry(index))?.body['facts'];

  it('hold the halt that covered the request', async () => {
    await test.runtime.halts.halt(test.host, { actorId: 'did:myth:halted', reason: 'drill' });
    const answer = await test.runtime.decide(test.agent, secretWrite({ actorId: 'did:myth:halted' }));
    expect(await factsOf(answer.receipt.index)).toMatchObject({
      halt: { scope: 'actor', reason: 'drill', haltedAt: expect.stringMatching(/Z$/) },
    });
    await test.runtime.halts.resume(test.host, { actorId: 'did:myth:halted' });
  });

  it('hold the approval that was looked at, and of another request’s nothing but that it is', async () => {
    const asked = secretWrite({ targetPath: 'docs/considered.md' });
    const first = await test.runtime.decide(test.agent, asked);
    const approvalId = required(first.approval).id;
    const pending = await test.runtime.decide(test.agent, {
      ...asked,
      requestId: 'considered-1',
      approvalId,
    });
    expect(await factsOf(pending.receipt.index)).toMatchObject({
      approval: { id: approvalId, obstacle: 'pending' },
    });
    await test.runtime.approvals.decide(test.host, approvalId, { decision: 'approve' });
    const other = await test.runtime.decide(test.agent, secretWrite({ targetPath: 'docs/o.md', approvalId }));
    expect(await factsOf(other.receipt.index)).toMatchObject({
      approval: { id: approvalId, obstacle: 'for_another_request' },
    });
    const used = await test.runtime.decide(test.agent, { ...asked, requestId: 'considered-2', approvalId });
    expect(await factsOf(used.receipt.index)).toMatchObject({ approval: { id: approvalId } });
    expect(JSON.stringify(await factsOf(used.receipt.index))).not.toContain('obstacle');
  });

  it('hold what was new and how much of a limit was used', async () => {
    const limited = await openTestRuntime({
      policy: {
        source: 'limit.yaml',
        text: `apiVersion: zoqore.dev/policy/v1\nname: limit\nrules:\n  - { id: some, effect: allow, match: { action: read }, obligations: [{ limit: { perMinute: 2 } }] }\n`,
      },
    });
    const facts = [];
    for (let i = 0; i < 3; i++) {
      const { receipt } = await limited.runtime.decide(
        limited.agent,
        request({ targetPath: 'https://example.org/' }),
      );
      facts.push((await limited.runtime.ledger.entry(receipt.index))?.body['facts']);
    }
    expect(facts).toMatchObject([
      { isNovel: true, limits: [{ rules: ['some'], count: 0 }] },
      { isNovel: false, limits: [{ rules: ['some'], count: 1 }] },
      { isNovel: false, limits: [{ rules: ['some'], count: 2 }] },
    ]);
    await limited.close();
  });
});
