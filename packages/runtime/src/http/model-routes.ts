import { z } from 'zod';
import * as wire from '../wire.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

/** Risk and trust model, and the operational mode. */
export const modelRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/models',
    summary: 'The risk and the trust model in force, and those that wait',
    answers: z.object({ items: z.array(wire.modelInForceSchema) }),
    run: ({ runtime }) => ({ items: runtime.models.list() }),
  }),
  route({
    method: 'post',
    path: '/v1/models/check',
    summary: 'Would this model load, and where would it let through more?',
    scopes: ['admin', 'approve'],
    body: wire.modelFileSchema,
    answers: wire.modelCheckSchema,
    run: ({ runtime, credential, body: { kind, ...file } }) => runtime.models.check(credential, kind, file),
  }),
  route({
    method: 'post',
    path: '/v1/models/apply',
    summary: 'Put a model in force',
    scopes: ['admin'],
    errors: ['POLICY_INVALID', 'STATE_CONFLICT'],
    body: wire.modelApplySchema,
    answers: wire.modelAppliedSchema,
    run: ({ runtime, credential, body: { kind, ...file } }) => runtime.models.apply(credential, kind, file),
  }),
  route({
    method: 'get',
    path: '/v1/mode',
    summary: 'The operational mode',
    answers: wire.modeSchema,
    run: ({ runtime }) => runtime.modes.current(),
  }),
  route({
    method: 'post',
    path: '/v1/mode',
    summary: 'Set how many outcomes are taken as verified',
    scopes: ['admin'],
    body: wire.modeRequestSchema,
    answers: wire.modeSchema,
    run: ({ runtime, credential, body }) => runtime.modes.set(credential, body),
  }),
];
