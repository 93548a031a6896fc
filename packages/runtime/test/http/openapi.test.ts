import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHttpApp } from '../../src/http/index.ts';
import { statusOf } from '../../src/http/problem.ts';
import { openTestRuntime, packs, request, required } from '../open-test-runtime.ts';
import type { TestRuntime } from '../open-test-runtime.ts';

/** The document says what the application does: each operation is asked, and held to what is written of it. */

interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { schema: object }>> }>
  >;
}

interface Named extends Operation {
  readonly method: string;
  readonly path: string;
}

let test: TestRuntime;
let app: ReturnType<typeof createHttpApp>;
let document: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
let operations: Named[];

beforeAll(async () => {
  test = await openTestRuntime();
  app = createHttpApp({ runtime: () => test.runtime, version: '1.2.3', maxBodyBytes: 2_048 });
  document = (await (await ask('get', '/openapi.json')).json()) as typeof document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
});
afterAll(() => test.close());

function ask(method: string, path: string, init: { key?: string; body?: string } = {}): Promise<Response> {
  const { key, body } = init;
  const headers = { host: 'localhost', ...(key === undefined ? {} : { 'x-qore-api-key': key }) };
  return Promise.resolve(
    app.request(path, { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body }) }),
  );
}

/** That the status is written down, and the body is what is written. */
async function expectDescribed(operation: Named, response: Response): Promise<unknown> {
  const described = operation.responses[response.status];
  expect(described, `${operation.operationId} ${response.status}`).toBeDefined();
  const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? '';
  const content = described?.content[type];
  expect(content, `${operation.operationId} ${response.status} ${type}`).toBeDefined();
  if (type !== 'application/json') return undefined;
  const body: unknown = await response.json();
  const parsed = z.fromJSONSchema(standalone(content?.schema)).safeParse(body);
  expect(parsed.error?.issues, `${operation.operationId} ${response.status}`).toBeUndefined();
  return body;
}

/** With the components that it may refer to inside. */
function standalone(schema: object | undefined): z.core.JSONSchema.JSONSchema {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')) as z.core.JSONSchema.JSONSchema;
}

const isKeyed = ({ security }: Operation): boolean => security.length > 0;
const rolesOf = ({ security }: Operation): string[] => security.flatMap((each) => Object.values(each).flat());
/** Well formed, and there is nothing of that name; for sizes, which name nothing, no number. */
const absent = { id: 'none', index: '999999999', from: 'none', to: 'none', path: '0/999' };
const malformed = { id: '%00', index: '-1', from: '1.5', to: '1e3', path: 'x' };
const filled = ({ path }: Named, values: Readonly<Record<string, string>> = absent): string =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`expected a value for \`${name}\` of \`${path}\``);
    return value;
  });
/** A key that may call the operation. */
const keyFor = (operation: Named): string =>
  rolesOf(operation).includes('decide') ? test.agentKey : test.hostKey;

/** The codes that a response may carry. */
const codesOf = z
  .object({
    allOf: z.tuple([
      z.object({ $ref: z.literal('#/components/schemas/Error') }),
      z.object({
        properties: z.object({
          error: z.object({ properties: z.object({ code: z.object({ enum: z.array(z.string()) }) }) }),
        }),
      }),
    ]),
  })
  .transform(({ allOf: [, refined] }) => refined.properties.error.properties.code.enum);

describe('the OpenAPI document', () => {
  it('describes every route of the application and no other', () => {
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(?:\{\.\+\})?/g, '{$1}')}`);
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described.sort()).toEqual(routes.sort());
    expect(described).toContain('POST /v1/ledger/verify');
  });

  it('names each operation once, and each parameter of its path', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, parameters = [] } of operations) {
      const named = parameters.filter((each) => each.in === 'path').map(({ name }) => `{${name}}`);
      expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  it('holds every code of the contract under its status', () => {
    const found = new Map<string, number>();
    for (const { responses } of operations) {
      for (const [status, { content }] of Object.entries(responses)) {
        const { schema } = content['application/json'] ?? {};
        for (const code of codesOf.safeParse(schema).data ?? []) found.set(code, Number(status));
      }
    }
    expect(Object.fromEntries(found)).toEqual(statusOf);
  });

  it('refers to nothing that it does not hold', () => {
    const references = JSON.stringify(document).match(/"\$ref":"[^"]*"/g) ?? [];
    const held = Object.keys(document.components.schemas).map(
      (name) => `"$ref":"#/components/schemas/${name}"`,
    );
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((reference) => !held.includes(reference))).toEqual([]);
  });

  it('asks for a key everywhere but for `/health` and itself', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.filter((each) => !isKeyed(each)).map(({ path }) => path)).toEqual([
      '/health',
      '/openapi.json',
    ]);
  });
});

describe('each operation does as it is described', () => {
  it('without a key: 401', async () => {
    for (const operation of operations.filter(isKeyed)) {
      const response = await ask(operation.method, filled(operation));
      expect(response.status).toBe(401);
      await expectDescribed(operation, response);
    }
  });

  it('with a key of another scope: 403, before the body is read', async () => {
    const scoped = operations.filter((each) => rolesOf(each).length > 0);
    expect(scoped.length).toBeGreaterThan(10);
    for (const operation of scoped) {
      const roles = rolesOf(operation);
      const key = roles.includes('decide') ? test.hostKey : test.agentKey;
      if (roles.includes('decide') && roles.includes('admin')) continue;
      const response = await ask(operation.method, filled(operation), {
        key,
        ...(operation.requestBody === undefined ? {} : { body: '{' }),
      });
      expect([operation.operationId, response.status]).toEqual([operation.operationId, 403]);
      await expectDescribed(operation, response);
    }
  });

  it('with a body that is no JSON, wrong or too large: 400, 422, 413', async () => {
    for (const operation of operations.filter(({ requestBody }) => requestBody !== undefined)) {
      const large = operation.path.startsWith('/v1/policy/') ? 4 * 1024 * 1024 : 2_048;
      for (const [body, status] of [
        ['{', 400],
        ['[]', 422],
        [JSON.stringify({ pad: 'x'.repeat(large) }), 413],
      ] as const) {
        const response = await ask(operation.method, filled(operation), { key: keyFor(operation), body });
        expect([operation.operationId, response.status]).toEqual([operation.operationId, status]);
        await expectDescribed(operation, response);
      }
    }
  });

  it('with a query that it does not know: 422', async () => {
    const querying = operations.filter(({ parameters = [] }) =>
      parameters.some((each) => each.in === 'query'),
    );
    expect(querying).toHaveLength(2);
    for (const operation of querying) {
      const response = await ask(operation.method, `${operation.path}?unknown=1`, { key: test.hostKey });
      expect(response.status).toBe(422);
      await expectDescribed(operation, response);
    }
  });

  it('for what there is not: 404', async () => {
    const naming = operations.filter(({ path }) => path.includes('{'));
    for (const operation of naming) {
      const body = operation.requestBody === undefined ? {} : { body: '{"decision":"approve"}' };
      for (const values of [absent, malformed]) {
        const path = filled(operation, values);
        const response = await ask(operation.method, path, { key: keyFor(operation), ...body });
        expect([operation.operationId, path, response.status]).toEqual([operation.operationId, path, 404]);
        await expectDescribed(operation, response);
      }
    }
  });

  it('for sizes that the ledger has not: 422', async () => {
    const sized = operations.filter(({ path }) => path.includes('/consistency/'));
    expect(sized).toHaveLength(1);
    for (const operation of sized) {
      for (const [from, to] of [
        ['0', '1'],
        ['2', '1'],
        ['1', '999999999999999'],
      ] as const) {
        const response = await ask(operation.method, filled(operation, { from, to }), { key: test.agentKey });
        expect([from, to, response.status]).toEqual([from, to, 422]);
        await expectDescribed(operation, response);
      }
    }
  });

  it('while the record cannot be read: 503, or what needs no reading', async () => {
    const away = await openTestRuntime();
    const cut = createHttpApp({ runtime: () => away.runtime, version: '1.2.3' });
    await away.database.close();
    const statuses = new Map<string, number>();
    for (const operation of operations.filter((each) => isKeyed(each) && each.requestBody === undefined)) {
      const values = { ...absent, index: '0', from: '1', to: '2', path: '0/000.p/2' };
      const entries = operation.path.includes('/entries/') ? { path: '000.p/2' } : {};
      const response = await cut.request(filled(operation, { ...values, ...entries }), {
        method: operation.method.toUpperCase(),
        headers: { host: 'localhost', 'x-qore-api-key': away.hostKey },
      });
      statuses.set(operation.operationId, response.status);
      if (response.status !== 200) await expectDescribed(operation, response);
      else await response.body?.cancel();
    }
    await away.runtime.close().catch(() => undefined);
    expect(new Set(statuses.values())).toEqual(new Set([200, 503]));
    // Rows in memory, the head that nobody else can move, and what is the same for everybody.
    expect([...statuses].flatMap(([id, status]) => (status === 200 ? [id] : [])).sort()).toEqual([
      'getMetrics',
      'getPolicyVersion',
      'getV1Actors',
      'getV1Events',
      'getV1Halts',
      'getV1LedgerHead',
      'getV1Mode',
      'getV1Models',
      'getV1Policy',
      'getV1PolicySchema',
      'getV1Tools',
    ]);
  });

  it('before the runtime is there: 503', async () => {
    const starting = createHttpApp({ runtime: () => undefined, version: '1.2.3' });
    for (const operation of operations.filter(({ path }) => path !== '/openapi.json')) {
      const headers = { host: 'localhost', 'x-qore-api-key': test.hostKey };
      const response = await starting.request(filled(operation), {
        method: operation.method.toUpperCase(),
        headers,
      });
      expect(response.status).toBe(503);
      await expectDescribed(operation, response);
    }
  });

  it('when all is well: 200', async () => {
    const { runtime, agent, host } = test;
    const answer = await runtime.decide(agent, request());
    const held = await runtime.decide(
      agent,
      request({ action: 'write', targetPath: 'docs/x.md', content: 'x' }),
    );
    const { record } = await runtime.keys.create(host, { name: 'brief', scopes: ['decide'], actors: ['x'] });
    await runtime.observeTools('s', [{ name: 't', definitionDigest: 'a'.repeat(64) }]);
    await runtime.observeTools('s', [{ name: 't', definitionDigest: 'b'.repeat(64) }]);
    await expect.poll(() => runtime.ledger.checkpoint()).toBeDefined();
    const [ledgerKey] = (await runtime.ledgerKeys.list(host)).keys;
    const { size, root } = required(await runtime.ledger.checkpoint());
    await runtime.actors.describe(host, 'did:myth:known', { kind: 'agent', roles: [] });
    const model = { kind: 'risk', text: 'apiVersion: zoqore.dev/risk/v1', source: 'risk.yaml' };
    const hold = await runtime.retention.placeHold(host, { kinds: ['none'], reason: 'described' });
    const policy = { text: packs.failsafe.text, source: 'failsafe.yaml' };
    const ids: Readonly<Record<string, string>> = {
      getV1DecisionsId: answer.decisionId,
      getV1ApprovalsId: held.approval?.id ?? '',
      postV1ApprovalsId: held.approval?.id ?? '',
      deleteV1KeysId: record.id,
      getV1ActorsId: 'did:myth:known',
    };
    const bodies: Record<string, object> = {
      postEvaluate: request({ requestId: 'described' }),
      postV1ApprovalsId: { decision: 'refuse' },
      postV1Outcomes: { decisionId: answer.decisionId, status: 'executed' },
      postV1Halts: { reason: 'described' },
      postV1HaltsResume: {},
      postV1Actors: { actorId: 'did:myth:described', kind: 'agent', roles: ['reader'] },
      postV1ActorsTrustReset: { actorId: 'did:myth:described', reason: 'described' },
      postV1ActorsTrustCap: { actorId: 'did:myth:described', cap: 0.5, reason: 'described' },
      postV1ModelsCheck: model,
      postV1ModelsApply: model,
      postV1Mode: { mode: 'lean', reason: 'described' },
      postV1Keys: { name: 'described', scopes: ['decide'], actors: ['y'] },
      postV1ToolsAccept: { server: 's', name: 't', definitionDigest: 'b'.repeat(64) },
      postV1PolicyCheck: policy,
      postV1PolicyExplain: { request: request() },
      postV1PolicySimulate: { requests: [request(), { action: 'read' }] },
      postV1PolicyTest: {
        ...policy,
        tests: 'tests:\n  - { name: one, request: { path: src/a.ts }, expect: allow }',
      },
      postV1PolicyReplay: { after: policy },
      postV1PolicyApply: policy,
      // In this order: what another key of the record has replaced.
      postV1LedgerKeysRetire: { id: ledgerKey?.id },
      postV1LedgerKeysRevoke: { id: ledgerKey?.id, reason: 'described' },
      postV1LedgerVerify: {},
      postV1LedgerHolds: { kinds: ['none'], reason: 'described' },
      postV1LedgerHoldsRelease: { hold: hold.id, reason: 'described' },
      postV1LedgerPrune: { before: 1, reason: 'described', confirm: false },
      postV1LedgerErase: { from: 0, to: 1, reason: 'described', confirm: true },
      postV1LedgerArchives: { from: 0, to: 1, size, root, sha256: root, place: 'described' },
    };
    for (const operation of operations) {
      // A feed has no end; the feed's own test reads it.
      if (operation.path === '/v1/events') continue;
      const { operationId } = operation;
      const path = filled(operation, {
        ...(operationId in ids ? { id: ids[operationId] } : {}),
        index: '0',
        from: '1',
        to: '2',
        path: operation.path.includes('/entries/') ? '000.p/2' : '0/000.p/2',
      });
      const body = bodies[operationId];
      const response = await ask(operation.method, path, {
        key: keyFor(operation),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = response.status === 200 ? '' : await response.clone().text();
      expect([operationId, response.status, text]).toEqual([operationId, 200, '']);
      await expectDescribed(operation, response);
    }
  });
});
