import { z } from 'zod';
import { decisionRequestSchema } from '../request/decision-request.ts';
import * as wire from '../wire.ts';
import { evaluateRequest } from './evaluate-request.ts';
import { feed } from './events.ts';
import { route } from './route.ts';
import type { OpenRoute, Route } from './route.ts';
import { statusReport } from './status.ts';

/** `GET /health` of the decision contract. */
export const healthRoute: OpenRoute = {
  method: 'get',
  path: '/health',
  summary: 'Can decisions be made? No key needed; 503 when degraded',
  answers: wire.healthSchema,
  alsoAnswers: [503],
  async run({ runtime }) {
    if (runtime === undefined) return Response.json(notReady(), { status: 503 });
    const health = await runtime.health();
    return Response.json(health, { status: health.status === 'ok' ? 200 : 503 });
  },
};

/** The description of the API, this route included. */
export function descriptionRoute(describe: () => object): OpenRoute {
  // Without a key anyone may ask, so it is made once.
  let document: object | undefined;
  return {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    answers: z.looseObject({ openapi: z.literal('3.1.0') }),
    run: () => Response.json((document ??= describe())),
  };
}

/** The rest of the decision contract, and what watches the service. */
export const surfaceRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/policy/version',
    summary: 'Content hash of the policy set in force',
    answers: z.object({ policyVersion: z.string() }),
    run: ({ runtime }) => ({ policyVersion: runtime.policies.version() }),
  }),
  route({
    method: 'post',
    path: '/evaluate',
    summary: 'Decide one request and record the decision',
    scopes: ['decide'],
    body: decisionRequestSchema,
    isBodyRaw: true,
    answers: wire.answerSchema,
    errors: ['ACTOR_FORBIDDEN', 'REPLAY_CONFLICT'],
    run: ({ runtime, credential, body, service }) =>
      evaluateRequest(runtime, credential, body, service.metrics),
  }),
  route({
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    media: 'text/plain',
    async run({ runtime, service }) {
      const { type, text } = await service.metrics.render(runtime);
      return new Response(text, { headers: { 'content-type': type } });
    },
  }),
  route({
    method: 'get',
    path: '/v1/status',
    summary: 'State at a glance',
    answers: wire.statusSchema,
    run: ({ runtime, credential, service }) => statusReport(runtime, credential, service),
  }),
  route({
    method: 'get',
    path: '/v1/events',
    summary: 'New ledger entries as server-sent events; `Last-Event-ID` resumes after an index',
    media: 'text/event-stream',
    async run({ runtime, credential, isAuthorized, request: { headers, signal } }) {
      const cited = headers.get('last-event-id');
      const { size } = await runtime.ledger.head();
      const after = cited !== null && /^\d{1,15}$/.test(cited) ? Number(cited) : size - 1;
      return feed({ runtime, credential, after, isAuthorized, signal });
    },
  }),
];

function notReady(): z.output<typeof wire.healthSchema> {
  return {
    status: 'degraded',
    initialized: false,
    policyLoaded: false,
    ledgerAvailable: false,
    policyVersion: 'unknown',
    timestamp: new Date().toISOString(),
    failing: ['runtime'],
  };
}
