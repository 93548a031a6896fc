import { z } from 'zod';
import type { RuntimeErrorCode } from '../errors.ts';
import { decisionRequestSchema } from '../decision-request.ts';
import * as wire from '../wire.ts';
import { route } from './route.ts';
import type { Route } from './route.ts';

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    traceId: z.string(),
    details: z.record(z.string(), z.unknown()).exactOptional(),
  }),
});

/** Routes that the application answers itself, described like the others. */
const described: readonly Route[] = [
  route({
    method: 'get',
    path: '/health',
    summary: 'Can decisions be made? No key needed; 503 when degraded',
    answers: wire.healthSchema,
    run: () => undefined,
  }),
  route({
    method: 'get',
    path: '/policy/version',
    summary: 'Content hash of the policy set in force',
    answers: z.object({ policyVersion: z.string() }),
    run: () => undefined,
  }),
  route({
    method: 'post',
    path: '/evaluate',
    summary: 'Decide one request and record the decision',
    body: decisionRequestSchema,
    answers: wire.answerSchema,
    run: () => undefined,
  }),
  route({
    method: 'get',
    path: '/v1/status',
    summary: 'State at a glance',
    answers: wire.statusSchema,
    run: () => undefined,
  }),
  route({
    method: 'get',
    path: '/v1/events',
    summary: 'Feed of new entries',
    media: 'text/event-stream',
    run: () => undefined,
  }),
  route({
    method: 'get',
    path: '/metrics',
    summary: 'Prometheus metrics',
    media: 'text/plain',
    run: () => undefined,
  }),
];

/** Routes without a key. */
const open = new Set(['/health']);

/** The API as an OpenAPI 3.1 document, made from the schemas that the routes are parsed with. */
export function describeApi(
  routes: readonly Route[],
  {
    version,
    statusOf,
  }: { readonly version: string; readonly statusOf: Readonly<Record<RuntimeErrorCode, number>> },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const each of [...described, ...routes]) {
    paths[each.path] = { ...paths[each.path], [each.method]: operation(each) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'ZoQore runtime',
      version,
      description: `Errors carry one of these codes: ${Object.entries(statusOf)
        .map(([code, status]) => `${code} (${status})`)
        .join(', ')}.`,
    },
    security: [{ apiKey: [] }, { bearer: [] }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-qore-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Error: jsonSchema(errorSchema, 'output') },
    },
  };
}

function operation(each: Route): object {
  const names = [...each.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const parameters = [
    ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...queryParameters(each.query),
  ];
  return {
    operationId: `${each.method}${each.path.replace(/[^a-z0-9]+(\w)?/gi, (_all, next: string | undefined) => (next ?? '').toUpperCase())}`,
    summary: each.summary,
    ...(open.has(each.path) ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(each.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(each.body, 'input') } },
          },
        }),
    responses: {
      200: { description: 'The answer', content: answerContent(each) },
      default: {
        description: 'No answer, and why',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function answerContent(each: Route): object {
  if (each.answers === undefined) return { [each.media ?? 'text/plain']: { schema: { type: 'string' } } };
  return { 'application/json': { schema: jsonSchema(each.answers, 'output') } };
}

function queryParameters(query: z.ZodType | undefined): object[] {
  if (query === undefined) return [];
  const { properties = {} } = jsonSchema(query, 'output');
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): z.core.JSONSchema.JSONSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
