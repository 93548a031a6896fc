import { canonicalize, createLeaf, parseLeaf } from '@zoqore/ledger';
import { compilePolicy, evaluate, membersRead, parsePolicySet } from '@zoqore/policy';
import { defaultModels } from '../../src/standing/models.ts';
import fc from 'fast-check';
import { describe as suite, expect, it } from 'vitest';
import { judge } from '../../src/pipeline/judge.ts';
import type { Facts } from '../../src/pipeline/facts.ts';
import { decisionDraft } from '../../src/entry/decision-entry.ts';
import { parseDecisionRequest } from '../../src/request/decision-request.ts';
import type { DecisionRequest } from '../../src/request/decision-request.ts';
import { describe } from '../../src/request/describe.ts';
import { intentDigest } from '../../src/request/intent.ts';
import { recordedInput } from '../../src/entry/recorded-input.ts';
import type { RecordedInput } from '../../src/entry/recorded-input.ts';

/** Whatever was asked, an entry that calls itself whole is evaluated again to the same verdict. */

const place = { workspace: '/work/project', home: '/home/ada' };
const log = 'zoqore/test/main';
const now = Date.UTC(2026, 0, 5, 12);
const salt = new Uint8Array(32).fill(7);
const policy = compilePolicy(
  parsePolicySet(`
apiVersion: zoqore.dev/policy/v1
name: replay
default: { read: allow, write: escalate, execute: escalate, network: deny, admin: deny }
rules:
  - { id: arguments, effect: deny, match: { tool: { arguments: { mode: { equals: force } } } } }
  - { id: builders, effect: allow, match: { action: write, actor: { role: builder, kind: service } } }
  - { id: secret-word, effect: deny, match: { content: { contains: [forbidden] } } }
  - { id: hours, effect: deny, match: { action: execute, time: { from: "13:00", to: "14:00" } } }
  - { id: paths, effect: deny, match: { path: { glob: ["**/private/**"] } } }
  - { id: commands, effect: allow, match: { shell: { program: [npm] } } }
  - { id: declared, effect: deny, match: { kind: tool }, when: "request.context.tool.isKnown == false" }
  - { id: ticket, effect: allow, match: { action: write }, when: "request.context.ticket == 'T1'" }
  - { id: in-session, effect: deny, match: { action: read }, when: "request.session == 's2'" }
  - id: kept
    effect: allow
    match: { action: write, path: { prefix: kept } }
    obligations: [record-content]
`),
  place,
);

/** Sets that read less and less, so that more and more may be missing. */
const readers = [
  'match: { content: { contains: [forbidden] } }',
  'match: { tool: { arguments: { mode: { equals: force } } } }',
  'match: { path: { glob: ["**/private/**"] } }',
].map((match) =>
  parsePolicySet(
    `{apiVersion: zoqore.dev/policy/v1, name: reader, default: allow, rules: [{ id: one, effect: deny, ${match} }]}`,
  ),
);

const word = fc.constantFrom('force', 'gentle', 'docs/a.md', 'private/x', 'T1', 'npm test', 'café', '');
const small = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    word,
    fc.integer({ min: -1000, max: 1000 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('mode', 'path', 'ticket', 'a/b~c'), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const json = fc.oneof({ weight: 4, arbitrary: small }, { weight: 1, arbitrary: fc.json().map(readJson) });

function readJson(text: string): unknown {
  return JSON.parse(text);
}

function requests(value: fc.Arbitrary<unknown>, content: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const members = fc.dictionary(fc.constantFrom('mode', 'path', 'ticket', 'command'), value, { maxKeys: 4 });
  const tool = fc
    .record(
      { arguments: members, isKnown: fc.boolean(), definitionDigest: fc.constant('d'.repeat(64)) },
      { requiredKeys: ['arguments', 'isKnown'] },
    )
    .map((made) => ({ server: 'files', name: 'run', parameters: { '/path': 'path' }, ...made }));
  return fc
    .record({
      action: fc.constantFrom('read', 'write', 'execute', 'network', 'admin'),
      targetPath: fc.constantFrom('docs/a.md', 'private/b.md', 'kept/c.md', 'tool:files/run', 'npm test'),
      content: fc.option(content, { nil: undefined }),
      session: fc.option(fc.constantFrom('s1', 's2'), { nil: undefined }),
      context: members,
      tool: fc.option(tool, { nil: undefined }),
    })
    .map(({ context, tool: call, session, content: text, ...made }) => ({
      requestId: 'r',
      actorId: 'did:myth:agent',
      ...made,
      ...(text === undefined ? {} : { content: text }),
      context: {
        ...context,
        ...(call === undefined ? {} : { tool: call }),
        ...(session === undefined ? {} : { session }),
      },
    }));
}

const actors = fc.constantFrom(
  { id: 'did:myth:agent', kind: 'agent', roles: [], trustStage: 'CBT' as const },
  { id: 'did:myth:agent', kind: 'service', roles: ['builder'], trustStage: 'IBT' as const },
);

function parsed(raw: unknown): DecisionRequest | undefined {
  try {
    return parseDecisionRequest(raw);
  } catch {
    return undefined;
  }
}

/** Decides, records and reads back, as bytes. */
function replay(request: DecisionRequest, actor: Facts['actor']) {
  const description = describe(request, place);
  const facts = {
    policy,
    policyVersion: 'a'.repeat(64),
    models: defaultModels,
    mode: 'normal' as const,
    actor,
    halt: undefined,
    approval: undefined,
    toolState: undefined,
    signals: [],
    isNovel: false,
    labels: ['external-effect', 'secret-read'],
    now,
  };
  const intent = intentDigest(request);
  const judged = judge({ request, intent, description }, facts, { count: () => 0 });
  const { input, verdict, conclusion } = judged;
  const draft = decisionDraft(
    {
      decisionId: 'dec_1',
      salt,
      request,
      intent,
      credential: { keyId: 'key_1', name: 'agent', scopes: ['decide'], actors: 'any' },
      surface: 'http',
      ...judged,
      approval: undefined,
      validUntil: now + 1000,
    },
    'full',
  );
  const entry = parseLeaf(log, createLeaf(log, draft).text);
  const recorded: RecordedInput = recordedInput(entry);
  return { input, verdict, recorded, conclusion, entry };
}

suite('recordedInput', () => {
  it('gives what policy read, or says that something is missing', () => {
    fc.assert(
      fc.property(requests(json, fc.string()), actors, (raw, actor) => {
        const request = parsed(raw);
        fc.pre(request !== undefined);
        if (request === undefined) return;
        const { input, verdict, recorded } = replay(request, actor);
        if (!recorded.isWhole) {
          expect(recorded.redacted).not.toEqual([]);
          return;
        }
        expect(canonicalize(recorded.input)).toBe(canonicalize(input));
        expect(evaluate(policy, recorded.input)).toEqual(verdict);
      }),
    );
  });

  it('gives what policies read that do not read what is missing', () => {
    let lacking = 0;
    fc.assert(
      fc.property(requests(json, fc.string()), actors, fc.constantFrom(...readers), (raw, actor, set) => {
        const request = parsed(raw);
        fc.pre(request !== undefined);
        if (request === undefined) return;
        const { input, recorded, entry } = replay(request, actor);
        const forReader = recordedInput(entry, membersRead(set));
        if (recorded.isWhole) expect(forReader).toEqual(recorded);
        if (!forReader.isWhole) return;
        if (!recorded.isWhole) lacking += 1;
        const reader = compilePolicy(set, place);
        expect(evaluate(reader, forReader.input)).toEqual(evaluate(reader, input));
      }),
    );
    expect(lacking).toBeGreaterThan(0);
  });

  it('is whole for every small request whose content is absent or kept', () => {
    fc.assert(
      fc.property(requests(small, fc.constantFrom('forbidden', 'hello')), actors, (raw, actor) => {
        const request = parsed(raw);
        fc.pre(request !== undefined);
        if (request === undefined) return;
        const { recorded, conclusion } = replay(request, actor);
        const isKept = conclusion.obligations.some(({ type }) => type === 'record-content');
        const expected = request.content === undefined || isKept ? [] : ['content'];
        expect(recorded.isWhole ? [] : recorded.redacted).toEqual(expected);
      }),
    );
  });
});
