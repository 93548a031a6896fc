import { z } from 'zod';
import type { RuntimeErrorCode } from '../errors.ts';
import type { ActorDescription, TrustCap } from '../operations/actors.ts';
import type { OutcomeReport } from '../governance.ts';
import type { ApprovalQuery, ApprovalVerdict } from '../operations/approvals.ts';
import type { HaltTarget } from '../standing/halt.ts';
import type { HaltRequest } from '../operations/halts.ts';
import type { DecisionQuery } from '../operations/decisions.ts';
import type { ReplayQuery } from '../operations/policy-replay.ts';
import type { SimulationQuery } from '../operations/simulation.ts';
import type { NewKey } from '../operations/keys.ts';
import type { LedgerKeyRevocation } from '../operations/ledger-keys.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import type { ModelKind } from '../standing/model-kind.ts';
import type { ToolAcceptance } from '../operations/tools.ts';
import * as wire from '../wire.ts';
import { previewSchema, simulationSchema } from '../wire-simulation.ts';
import { statusOf } from '../http/problem.ts';
import { ClientError } from './client-error.ts';
import type { ClientOptions } from './client-options.ts';
import { readEvents } from './events.ts';
import { watchVerification, type VerificationProgress } from './watch-verification.ts';

const itemsOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
const receiptAnswer = z.object({ receipt: wire.receiptSchema });
const createdKey = z.object({ key: z.string(), record: wire.keyRecordSchema });
const warnings = z.array(wire.policyWarningSchema);
const applied = z.object({ policyVersion: z.string(), receipt: wire.receiptSchema, warnings });
const anyObject = z.looseObject({});
/** The server takes no more of a set, whatever a caller knows of its own. */
const fileOf = ({ text, source }: PolicyFile): PolicyFile => ({ text, source });
const entry = z.looseObject({ index: z.int(), kind: z.string(), leaf: z.string(), leafHash: z.string() });
const verifyReport = z.looseObject({ verified: z.boolean() });

export type RuntimeClient = ReturnType<typeof createClient>;

/**
 * Typed client of the runtime's HTTP API. Answers are parsed, never assumed.
 * @throws ClientError from every method: the wire's code, `UNREACHABLE` when nothing answers, `UNEXPECTED_ANSWER`
 * when something else than a runtime does
 */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- the shape is the list below
export function createClient(options: ClientOptions) {
  const call = createCaller(options);
  return {
    health: () => call('GET', '/health', wire.healthSchema, { accepts: [503] }),
    policyVersion: () => call('GET', '/policy/version', z.object({ policyVersion: z.string() })),
    evaluate: (request: unknown) => call('POST', '/evaluate', wire.answerSchema, { body: request }),
    status: () => call('GET', '/v1/status', wire.statusSchema),
    decisions: {
      list: (query: DecisionQuery = {}) => call('GET', '/v1/decisions', wire.decisionPageSchema, { query }),
      get: (id: string) => call('GET', `/v1/decisions/${encodeURIComponent(id)}`, wire.decisionDetailSchema),
    },
    approvals: {
      list: (query: ApprovalQuery = {}) => call('GET', '/v1/approvals', wire.approvalListSchema, { query }),
      get: (id: string) => call('GET', `/v1/approvals/${encodeURIComponent(id)}`, wire.askedApprovalSchema),
      decide: (id: string, verdict: ApprovalVerdict) =>
        call('POST', `/v1/approvals/${encodeURIComponent(id)}`, wire.approvalSchema, { body: verdict }),
    },
    outcomes: {
      report: (report: OutcomeReport) => call('POST', '/v1/outcomes', receiptAnswer, { body: report }),
    },
    halts: {
      list: () => call('GET', '/v1/halts', itemsOf(wire.haltSchema)),
      halt: (request: HaltRequest) => call('POST', '/v1/halts', wire.haltSchema, { body: request }),
      resume: (request: HaltTarget = {}) =>
        call('POST', '/v1/halts/resume', z.object({ resumed: z.boolean() }), { body: request }),
    },
    actors: {
      list: () => call('GET', '/v1/actors', itemsOf(wire.actorRecordSchema)),
      describe: (actorId: string, description: ActorDescription) =>
        call('POST', '/v1/actors', wire.actorRecordSchema, { body: { actorId, ...description } }),
      get: (actorId: string) =>
        call('GET', `/v1/actors/${encodeURIComponent(actorId)}`, wire.actorDetailSchema),
      resetTrust: (actorId: string, request: { readonly reason: string }) =>
        call('POST', '/v1/actors/trust/reset', wire.actorRecordSchema, { body: { actorId, ...request } }),
      capTrust: (actorId: string, request: TrustCap) =>
        call('POST', '/v1/actors/trust/cap', wire.actorRecordSchema, { body: { actorId, ...request } }),
    },
    keys: {
      list: () => call('GET', '/v1/keys', itemsOf(wire.keyRecordSchema)),
      create: (request: NewKey) => call('POST', '/v1/keys', createdKey, { body: request }),
      revoke: (id: string) => call('DELETE', `/v1/keys/${encodeURIComponent(id)}`, wire.keyRecordSchema),
    },
    tools: {
      list: () => call('GET', '/v1/tools', itemsOf(wire.toolRecordSchema)),
      accept: (tool: ToolAcceptance) =>
        call('POST', '/v1/tools/accept', wire.toolRecordSchema, { body: tool }),
    },
    policy: {
      current: () => call('GET', '/v1/policy', wire.policyInForceSchema),
      check: (text: string, source: string) =>
        call('POST', '/v1/policy/check', wire.policyCheckSchema, { body: { text, source } }),
      explain: (request: unknown) => call('POST', '/v1/policy/explain', previewSchema, { body: { request } }),
      simulate: (query: Omit<SimulationQuery, 'signal'>) =>
        call('POST', '/v1/policy/simulate', simulationSchema, {
          body: query.policy === undefined ? query : { ...query, policy: fileOf(query.policy) },
        }),
      test: (text: string, source: string, tests: string) =>
        call('POST', '/v1/policy/test', anyObject, { body: { text, source, tests } }),
      replay: (query: Omit<ReplayQuery, 'signal'>) => {
        const files = { after: fileOf(query.after), ...(query.before && { before: fileOf(query.before) }) };
        return call('POST', '/v1/policy/replay', wire.replayReportSchema, { body: { ...query, ...files } });
      },
      apply: (text: string, source: string, options: { readonly onlyNarrower?: boolean } = {}) =>
        call('POST', '/v1/policy/apply', applied, { body: { text, source, ...options } }),
    },
    models: {
      list: () => call('GET', '/v1/models', itemsOf(wire.modelInForceSchema)),
      check: (kind: ModelKind, text: string, source: string) =>
        call('POST', '/v1/models/check', wire.modelCheckSchema, { body: { kind, text, source } }),
      apply: (
        kind: ModelKind,
        text: string,
        source: string,
        options: { readonly onlyStricter?: boolean } = {},
      ) =>
        call('POST', '/v1/models/apply', wire.modelAppliedSchema, {
          body: { kind, text, source, ...options },
        }),
    },
    mode: {
      get: () => call('GET', '/v1/mode', wire.modeSchema),
      set: (request: z.input<typeof wire.modeRequestSchema>) =>
        call('POST', '/v1/mode', wire.modeSchema, { body: request }),
    },
    ledger: {
      head: () => call('GET', '/v1/ledger/head', wire.headSchema),
      checkpoint: () => call('GET', '/v1/ledger/checkpoint', z.string()),
      key: () => call('GET', '/v1/ledger/key', z.string()),
      keys: {
        list: () => call('GET', '/v1/ledger/keys', wire.ledgerKeyReportSchema),
        history: () => call('GET', '/v1/ledger/keys/history', z.string()),
        rotate: () => call('POST', '/v1/ledger/keys/rotate', wire.ledgerKeyChangeSchema),
        retire: (id: string) =>
          call('POST', '/v1/ledger/keys/retire', wire.ledgerKeyChangeSchema, { body: { id } }),
        revoke: (id: string, revocation: LedgerKeyRevocation) =>
          call('POST', '/v1/ledger/keys/revoke', wire.ledgerKeyChangeSchema, { body: { id, ...revocation } }),
      },
      entry: (index: number) => call('GET', `/v1/ledger/entry/${index}`, entry),
      proof: (index: number) => call('GET', `/v1/ledger/proof/${index}`, z.string()),
      leaves: (from: number, to: number) => call('GET', `/v1/ledger/leaves/${from}/${to}`, wire.leavesSchema),
      /** `path` as C2SP tlog-tiles spells it, without `tile/`. */
      tile: (path: string) => call('GET', `/v1/ledger/tile/${path}`, z.instanceof(Uint8Array)),
      consistency: (from: number, to: number) =>
        call('GET', `/v1/ledger/consistency/${from}/${to}`, wire.consistencySchema),
      holds: () => call('GET', '/v1/ledger/holds', itemsOf(wire.holdSchema)),
      hold: (hold: z.input<typeof wire.newHoldSchema>) =>
        call('POST', '/v1/ledger/holds', wire.holdSchema, { body: hold }),
      release: (release: z.input<typeof wire.holdReleaseSchema>) =>
        call('POST', '/v1/ledger/holds/release', receiptAnswer, { body: release }),
      prune: (request: z.input<typeof wire.pruneSchema>) =>
        call('POST', '/v1/ledger/prune', wire.removalSchema, { body: request }),
      erase: (request: z.input<typeof wire.eraseSchema>) =>
        call('POST', '/v1/ledger/erase', wire.removalSchema, { body: request }),
      recordArchive: (archive: z.input<typeof wire.archiveSchema>) =>
        call('POST', '/v1/ledger/archives', receiptAnswer, { body: archive }),
      verify: (range: { readonly from?: number; readonly since?: number } = {}) =>
        call('POST', '/v1/ledger/verify', verifyReport, { body: range }),
      /** The same, and says on the way how far it is. */
      watchVerify: (
        range: { readonly from?: number; readonly since?: number },
        onProgress: (progress: VerificationProgress) => void,
      ) => watchVerification(options, range, onProgress, failure),
    },
    /** New entries as they are made, from `after` on; ends when `signal` aborts or the key no longer stands. */
    events: (feed: { readonly signal: AbortSignal; readonly after?: number }) => readEvents(options, feed),
  };
}

interface CallInit {
  readonly query?: object;
  readonly body?: unknown;
  /** Statuses beside 2xx whose body is the answer. */
  readonly accepts?: readonly number[];
}

function createCaller({ baseUrl, key, fetch = globalThis.fetch }: ClientOptions) {
  return async <T extends z.ZodType>(
    method: string,
    path: string,
    schema: T,
    init: CallInit = {},
  ): Promise<z.output<T>> => {
    const response = await send(fetch, `${baseUrl}${path}${queryString(init.query)}`, {
      method,
      headers: {
        'x-qore-api-key': key,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
    });
    const value = await valueOf(response);
    if (!response.ok && init.accepts?.includes(response.status) !== true)
      throw failure(response.status, value);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new ClientError({
      code: 'UNEXPECTED_ANSWER',
      message: `expected the answer of a ZoQore runtime to ${method} ${path}, found: ${z.prettifyError(parsed.error).slice(0, 500)}`,
    });
  };
}

/** As its media type says: JSON, bytes or text. */
async function valueOf(response: Response): Promise<unknown> {
  const media = response.headers.get('content-type') ?? '';
  if (media.startsWith('application/octet-stream')) return new Uint8Array(await response.arrayBuffer());
  const text = await response.text();
  const value: unknown = media.startsWith('application/json') ? JSON.parse(text) : text;
  return value;
}

async function send(
  fetch: NonNullable<ClientOptions['fetch']>,
  url: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new ClientError({ code: 'UNREACHABLE', message: `nothing answers at \`${url}\``, cause });
  }
}

const errorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    traceId: z.string(),
    details: z.record(z.string(), z.unknown()).exactOptional(),
  }),
});

function failure(status: number, value: unknown): Error {
  const parsed = errorBody.safeParse(value);
  if (!parsed.success || !isCode(parsed.data.error.code)) {
    return new ClientError({
      code: 'UNEXPECTED_ANSWER',
      message: `expected an answer, found status ${status}`,
      details: { status },
    });
  }
  const { code, message, traceId, details } = parsed.data.error;
  return new ClientError({ code, message, details: { ...details, status, traceId } });
}

function isCode(code: string): code is RuntimeErrorCode {
  return Object.hasOwn(statusOf, code);
}

function queryString(query: object | undefined): string {
  const entries = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return entries.length === 0
    ? ''
    : `?${new URLSearchParams(entries.map(([name, value]): [string, string] => [name, String(value)])).toString()}`;
}
