import { policyJsonSchema } from '@zoqore/policy';
import { z } from 'zod';
import * as wire from '../wire.ts';
import { policySimulationSchema, previewSchema, simulationSchema } from '../wire-simulation.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { modelRoutes } from './model-routes.ts';
import { retentionRoutes } from './retention-routes.ts';
import { named } from './params.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** Everything under `/v1/` but status and feed. The operations check scopes too: the API is not the only way to them. */
export const routes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/decisions',
    summary: 'Decisions, newest first',
    query: wire.decisionQuerySchema,
    answers: wire.decisionPageSchema,
    run: ({ runtime, credential, query }) => runtime.decisions.list(credential, query),
  }),
  route({
    method: 'get',
    path: '/v1/decisions/{id}',
    summary: 'One decision, the facts it was made on and what followed',
    answers: wire.decisionDetailSchema,
    run: ({ runtime, credential, params }) => runtime.decisions.get(credential, named(params, 'id')),
  }),
  route({
    method: 'get',
    path: '/v1/approvals',
    summary: 'Approvals, newest first',
    query: wire.approvalQuerySchema,
    answers: wire.approvalListSchema,
    run: async ({ runtime, credential, query }) => ({
      items: await runtime.approvals.list(credential, query),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/approvals/{id}',
    summary: 'One approval, with what exactly is asked',
    answers: wire.askedApprovalSchema,
    run: ({ runtime, credential, params }) => runtime.approvals.get(credential, named(params, 'id')),
  }),
  route({
    method: 'post',
    path: '/v1/approvals/{id}',
    summary: 'Approve or refuse',
    scopes: ['approve'],
    errors: ['STATE_CONFLICT'],
    body: wire.approvalVerdictSchema,
    answers: wire.approvalSchema,
    run: ({ runtime, credential, params, body }) =>
      runtime.approvals.decide(credential, named(params, 'id'), body),
  }),
  route({
    method: 'post',
    path: '/v1/outcomes',
    summary: 'Report what followed an ALLOW',
    scopes: ['decide'],
    errors: ['NOT_FOUND', 'STATE_CONFLICT'],
    body: wire.outcomeReportSchema,
    answers: z.object({ receipt: wire.receiptSchema }),
    run: async ({ runtime, credential, body }) => ({
      receipt: await runtime.recordOutcome(credential, body),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/halts',
    summary: 'Halts in force',
    answers: z.object({ items: z.array(wire.haltSchema) }),
    run: ({ runtime }) => ({ items: runtime.halts.list() }),
  }),
  route({
    method: 'post',
    path: '/v1/halts',
    summary: 'Stop every mutating decision of everyone, of one actor or of one key',
    scopes: ['admin'],
    body: wire.haltRequestSchema,
    answers: wire.haltSchema,
    run: ({ runtime, credential, body }) => runtime.halts.halt(credential, body),
  }),
  route({
    method: 'post',
    path: '/v1/halts/resume',
    summary: 'Lift a halt',
    scopes: ['admin'],
    body: wire.resumeRequestSchema,
    answers: z.object({ resumed: z.boolean() }),
    run: async ({ runtime, credential, body }) => {
      await runtime.halts.resume(credential, body);
      return { resumed: true };
    },
  }),
  route({
    method: 'get',
    path: '/v1/actors',
    summary: 'Actors that were described or have outcomes',
    scopes: ['admin'],
    answers: z.object({ items: z.array(wire.actorRecordSchema) }),
    run: ({ runtime, credential }) => ({ items: runtime.actors.list(credential) }),
  }),
  route({
    method: 'post',
    path: '/v1/actors',
    summary: 'Say what an actor is and which roles it has',
    scopes: ['admin'],
    body: wire.actorDescriptionSchema,
    answers: wire.actorRecordSchema,
    run: ({ runtime, credential, body: { actorId, ...description } }) =>
      runtime.actors.describe(credential, actorId, description),
  }),
  route({
    method: 'get',
    path: '/v1/actors/{id}',
    summary: 'One actor, what its trust is and how it came to be',
    scopes: ['admin'],
    errors: ['NOT_FOUND'],
    answers: wire.actorDetailSchema,
    run: ({ runtime, credential, params }) => runtime.actors.get(credential, named(params, 'id')),
  }),
  route({
    method: 'post',
    path: '/v1/actors/trust/reset',
    summary: 'Let the trust of an actor begin anew',
    scopes: ['admin'],
    body: wire.trustResetSchema,
    answers: wire.actorRecordSchema,
    run: ({ runtime, credential, body: { actorId, ...request } }) =>
      runtime.actors.resetTrust(credential, actorId, request),
  }),
  route({
    method: 'post',
    path: '/v1/actors/trust/cap',
    summary: 'Let the trust of an actor count as at most so much; without `cap` no longer',
    scopes: ['admin'],
    body: wire.trustCapSchema,
    answers: wire.actorRecordSchema,
    run: ({ runtime, credential, body: { actorId, ...request } }) =>
      runtime.actors.capTrust(credential, actorId, request),
  }),
  route({
    method: 'get',
    path: '/v1/keys',
    summary: 'API keys',
    scopes: ['admin'],
    answers: z.object({ items: z.array(wire.keyRecordSchema) }),
    run: async ({ runtime, credential }) => ({ items: await runtime.keys.list(credential) }),
  }),
  route({
    method: 'post',
    path: '/v1/keys',
    summary: 'Create a key; it is shown once',
    scopes: ['admin'],
    body: wire.newKeySchema,
    answers: z.object({ key: z.string(), record: wire.keyRecordSchema }),
    run: ({ runtime, credential, body }) => runtime.keys.create(credential, body),
  }),
  route({
    method: 'delete',
    path: '/v1/keys/{id}',
    summary: 'Revoke a key',
    scopes: ['admin'],
    errors: ['STATE_CONFLICT'],
    answers: wire.keyRecordSchema,
    run: ({ runtime, credential, params }) => runtime.keys.revoke(credential, named(params, 'id')),
  }),
  route({
    method: 'get',
    path: '/v1/tools',
    summary: 'Tools as first seen, and what changed',
    answers: z.object({ items: z.array(wire.toolRecordSchema) }),
    run: ({ runtime }) => ({ items: runtime.tools.list() }),
  }),
  route({
    method: 'post',
    path: '/v1/tools/accept',
    summary: 'Accept a changed tool definition',
    scopes: ['approve'],
    errors: ['NOT_FOUND', 'STATE_CONFLICT'],
    body: wire.toolAcceptanceSchema,
    answers: wire.toolRecordSchema,
    run: ({ runtime, credential, body }) => runtime.tools.accept(credential, body),
  }),
  route({
    method: 'get',
    path: '/v1/policy',
    summary: 'The policy set in force, and the one that waits',
    answers: wire.policyInForceSchema,
    run: ({ runtime }) => runtime.policies.current(),
  }),
  route({
    method: 'get',
    path: '/v1/policy/schema',
    summary: 'JSON Schema of policy files',
    answers: z.looseObject({}),
    run: () => policyJsonSchema() as Record<string, unknown>,
  }),
  route({
    method: 'post',
    path: '/v1/policy/check',
    summary: 'Would this set load?',
    scopes: ['admin', 'approve'],
    body: wire.policyFileSchema,
    takesPolicy: true,
    answers: wire.policyCheckSchema,
    run: ({ runtime, credential, body }) => runtime.policies.check(credential, body),
  }),
  route({
    method: 'post',
    path: '/v1/policy/explain',
    summary: 'How a request would be answered now, and why; nothing is recorded',
    scopes: ['decide', 'admin'],
    body: wire.policyExplainSchema,
    answers: previewSchema,
    run: ({ runtime, credential, body }) => runtime.policies.preview(credential, body.request),
  }),
  route({
    method: 'post',
    path: '/v1/policy/simulate',
    summary:
      'How a list of requests would be answered, under another set or in another world too; nothing is recorded',
    scopes: ['decide', 'approve', 'admin'],
    errors: ['POLICY_INVALID'],
    body: policySimulationSchema,
    takesPolicy: true,
    unboundedMember: 'requests',
    answers: simulationSchema,
    run: ({ runtime, credential, body, request }) =>
      runtime.policies.simulate(credential, { ...body, signal: request.signal }),
  }),
  route({
    method: 'post',
    path: '/v1/policy/test',
    summary: 'Run a tests file against a set',
    scopes: ['admin', 'approve'],
    errors: ['POLICY_INVALID'],
    body: wire.policyTestSchema,
    takesPolicy: true,
    answers: z.looseObject({}),
    run: ({ runtime, credential, body: { tests, ...file } }) =>
      runtime.policies.test(credential, file, tests),
  }),
  route({
    method: 'post',
    path: '/v1/policy/replay',
    summary: 'What a change of policy would have done with the recorded decisions; nothing is recorded',
    scopes: ['admin', 'approve'],
    errors: ['POLICY_INVALID'],
    body: wire.policyReplaySchema,
    takesPolicy: true,
    answers: wire.replayReportSchema,
    run: ({ runtime, credential, body, request }) =>
      runtime.policies.replay(credential, { ...body, signal: request.signal }),
  }),
  route({
    method: 'post',
    path: '/v1/policy/apply',
    summary: 'Put a set in force',
    scopes: ['admin'],
    errors: ['POLICY_INVALID', 'STATE_CONFLICT'],
    body: wire.policyApplySchema,
    takesPolicy: true,
    answers: z.object({
      policyVersion: z.string(),
      receipt: wire.receiptSchema,
      warnings: z.array(wire.policyWarningSchema),
    }),
    run: ({ runtime, credential, body }) => runtime.policies.apply(credential, body),
  }),
  ...modelRoutes,
  ...ledgerRoutes,
  ...retentionRoutes,
];
