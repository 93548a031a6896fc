import type { z } from 'zod';
import type { RuntimeErrorCode } from '../errors.ts';
import { Schemas } from './openapi-schemas.ts';
import type { JsonSchema } from './openapi-schemas.ts';
import { statusOf } from './problem.ts';
import type { Described, OpenRoute, Route } from './route.ts';

export interface Operations {
  readonly open: readonly OpenRoute[];
  readonly keyed: readonly Route[];
}

/** The API as an OpenAPI 3.1 document, made from the schemas that the routes are parsed with. */
export function describeApi({ open, keyed }: Operations, version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  const schemas = new Schemas();
  const add = (each: Described, operation: object): void => {
    const path = each.path.replace('+}', '}');
    paths[path] = { ...paths[path], [each.method]: operation };
  };
  for (const each of open) add(each, { ...operation(each, always, schemas), security: [] });
  for (const each of keyed)
    add(each, { ...operation(each, errorsOf(each), schemas), security: keysFor(each) });
  return {
    openapi: '3.1.0',
    info: {
      title: 'ZoQore runtime',
      version,
      description: 'Whether an agent may do something, and the record of every decision.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'x-qore-api-key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: schemas.components,
    },
  };
}

const always: readonly RuntimeErrorCode[] = ['HOST_FORBIDDEN', 'INTERNAL_ERROR'];
const behindKeys: readonly RuntimeErrorCode[] = [
  'UNAUTHORIZED',
  'RATE_LIMITED',
  'NOT_INITIALIZED',
  'LEDGER_UNAVAILABLE',
];

/** Everything that the application itself may answer for such a route, and what the operation adds. */
function errorsOf({ path, query, body, scopes, errors = [] }: Route): readonly RuntimeErrorCode[] {
  const codes: RuntimeErrorCode[] = [...always, ...behindKeys, ...errors];
  if (scopes !== undefined) codes.push('ACTOR_FORBIDDEN');
  if (path.includes('{')) codes.push('NOT_FOUND');
  if (body !== undefined) codes.push('BAD_JSON', 'PAYLOAD_TOO_LARGE', 'VALIDATION_ERROR');
  if (query !== undefined) codes.push('VALIDATION_ERROR');
  return [...new Set(codes)].sort();
}

/** Either scheme, with any of the scopes: OpenAPI 3.1 lists them as roles. */
function keysFor({ scopes }: Route): object[] {
  const roles = scopes === undefined ? [[]] : scopes.map((scope) => [scope]);
  return ['apiKey', 'bearer'].flatMap((scheme) => roles.map((role) => ({ [scheme]: role })));
}

function operation(each: Described, codes: readonly RuntimeErrorCode[], schemas: Schemas): object {
  const parameters = [...pathParameters(each.path), ...queryParameters(each.query, schemas)];
  const content = each.body === undefined ? undefined : json(schemas.of(each.body, 'input'));
  return {
    operationId: operationId(each),
    summary: each.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(content === undefined ? {} : { requestBody: { required: true, content } }),
    responses: { ...answersOf(each, schemas), ...failures(codes, each, schemas) },
  };
}

/** `getV1KeysId`. */
function operationId({ method, path }: Described): string {
  return `${method}${path.replace(/[^a-z0-9]+(\w)?/gi, (_all, next: string | undefined) => (next ?? '').toUpperCase())}`;
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)(\+?)\}/g)].map(([, name, more]) => ({
    name,
    in: 'path',
    required: true,
    ...(more === '' ? {} : { description: 'May hold slashes' }),
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | undefined, schemas: Schemas): object[] {
  if (query === undefined) return [];
  const { properties = {} } = schemas.of(query, 'output');
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function answersOf(each: Described, schemas: Schemas): Record<string, object> {
  const content =
    each.answers === undefined
      ? { [each.media ?? 'text/plain']: { schema: { type: 'string' } } }
      : json(schemas.of(each.answers, 'output'));
  const statuses = [200, ...(each.alsoAnswers ?? [])];
  return Object.fromEntries(statuses.map((status) => [status, { description: 'The answer', content }]));
}

function failures(
  codes: readonly RuntimeErrorCode[],
  each: Described,
  schemas: Schemas,
): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => statusOf[code]);
  for (const status of each.alsoAnswers ?? []) byStatus.delete(status);
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      status,
      { description: found.join(', '), content: json(schemas.ofError(found)), ...headersOf(status) },
    ]),
  );
}

function headersOf(status: number): object {
  const header = { 401: 'www-authenticate', 429: 'retry-after' }[status];
  return header === undefined ? {} : { headers: { [header]: { schema: { type: 'string' } } } };
}

function json(schema: JsonSchema): object {
  return { 'application/json': { schema } };
}
