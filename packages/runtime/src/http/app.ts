import { requireScope } from '../authorize.ts';
import type { Credential } from '../credential.ts';
import { invalid, issuesOf } from '../decision-request.ts';
import { createFailureLimit } from '../edge/failure-limit.ts';
import { foreignCaller, ownNames } from '../edge/foreign-caller.ts';
import type { OwnNames } from '../edge/foreign-caller.ts';
import { RuntimeError } from '../errors.ts';
import type { Runtime } from '../open-runtime.ts';
import { readJson } from './body.ts';
import { createMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { problem } from './problem.ts';
import type { ReportFault } from './problem.ts';
import type { OpenRoute, Route, Service } from './route.ts';
import { routes } from './routes.ts';
import type { UpstreamReport } from './status.ts';
import { descriptionRoute, healthRoute, surfaceRoutes } from './surface-routes.ts';
import { Hono } from 'hono';
import type { Context } from 'hono';

export interface HttpAppOptions {
  /** Undefined while the runtime opens or after it closed: then every decision is 503 `NOT_INITIALIZED`. */
  readonly runtime: () => Runtime | undefined;
  readonly version: string;
  /** Host names besides loopback and IP literals. */
  readonly allowedHosts?: readonly string[];
  /** Of a body, bytes; 64 KiB. Requests about policies may have 4 MiB. */
  readonly maxBodyBytes?: number;
  /** Of a gateway in the same process; `/v1/status` shows them to admins. */
  readonly upstreams?: () => readonly UpstreamReport[];
  /** Called for every 5xx, with the trace id that the client got. */
  readonly onFault?: ReportFault;
}

const failuresPerMinute = 60;
const policyBodyBytes = 4 * 1024 * 1024;

/** The HTTP API of the runtime: the compatible surface of the decision contract and `/v1/`. */
export function createHttpApp(options: HttpAppOptions): Hono {
  const { maxBodyBytes = 64 * 1024, onFault = () => {}, version } = options;
  const own = ownNames({ hosts: options.allowedHosts });
  const metrics = createMetrics();
  const failures = createFailureLimit({ perMinute: failuresPerMinute });
  const app = new Hono();

  const ready = (): Runtime => {
    const runtime = options.runtime();
    if (runtime !== undefined) return runtime;
    throw new RuntimeError({
      code: 'NOT_INITIALIZED',
      message: 'the runtime is not ready; try again shortly',
    });
  };
  const authenticate = (headers: Headers, runtime: Runtime): Credential => {
    const presented = presentedKey(headers);
    const credential = presented === undefined ? undefined : runtime.authenticate(presented);
    if (credential !== undefined) return credential;
    const retryAfterSeconds = failures.count();
    if (retryAfterSeconds > 0) {
      throw new RuntimeError({
        code: 'RATE_LIMITED',
        message: `more than ${failuresPerMinute} failed authentications in a minute`,
        details: { retryAfterSeconds },
      });
    }
    throw new RuntimeError({
      code: 'UNAUTHORIZED',
      message: 'expected a valid API key in `x-qore-api-key` or as bearer token',
    });
  };

  app.use(async (context, next) => {
    const begun = performance.now();
    requireOwnCaller(context.req.raw.headers, own);
    await next();
    context.res.headers.set('x-content-type-options', 'nosniff');
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store');
    metrics.observeRequest({
      route: routeLabel(context),
      status: context.res.status,
      seconds: (performance.now() - begun) / 1000,
    });
  });
  app.onError((error) => problem(error, onFault));
  app.notFound(() =>
    problem(new RuntimeError({ code: 'NOT_FOUND', message: 'no such route; see /openapi.json' }), onFault),
  );

  const service: Service = { version, startedAt: Date.now(), metrics, upstreams: options.upstreams };
  const keyed = [...surfaceRoutes, ...routes];
  const open: readonly OpenRoute[] = [
    healthRoute,
    descriptionRoute(() => describeApi({ open, keyed }, version)),
  ];
  for (const each of open) {
    app.on(each.method.toUpperCase(), honoPath(each.path), () =>
      each.run({ runtime: options.runtime(), service }),
    );
  }
  for (const each of keyed) {
    const limit = each.path.startsWith('/v1/policy/') ? policyBodyBytes : maxBodyBytes;
    app.on(each.method.toUpperCase(), honoPath(each.path), async (context) => {
      const runtime = ready();
      const request = context.req.raw;
      const credential = authenticate(request.headers, runtime);
      if (each.scopes !== undefined) requireScope(credential, ...each.scopes);
      const body = each.body === undefined ? undefined : await readJson(request, limit);
      const result = await each.run({
        runtime,
        credential,
        isAuthorized: () => runtime.authenticate(presentedKey(request.headers) ?? '') !== undefined,
        params: context.req.param() as Record<string, string>,
        query: parseWith(each.query, context.req.query()),
        body: each.isBodyRaw === true ? body : parseWith(each.body, body),
        request,
        service,
      });
      return result instanceof Response ? result : context.json(result as object);
    });
  }
  return app;
}

/** @throws RuntimeError HOST_FORBIDDEN */
function requireOwnCaller(headers: Headers, own: OwnNames): void {
  const host = headers.get('host') ?? '';
  const origin = headers.get('origin');
  const foreign = foreignCaller({ host, origin }, own);
  if (foreign === undefined) return;
  const message =
    foreign === 'host'
      ? `expected a Host that is local or listed in \`allowedHosts\`, found \`${host.slice(0, 200)}\``
      : `expected no Origin or a local one, found \`${origin?.slice(0, 200)}\``;
  throw new RuntimeError({ code: 'HOST_FORBIDDEN', message });
}

function presentedKey(headers: Headers): string | undefined {
  const own = headers.get('x-qore-api-key');
  if (own !== null) return own;
  return /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

function parseWith(schema: Route['query'], value: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(issuesOf(parsed.error));
}

/** The pattern, never the path: a label must not carry what a caller chooses. */
function routeLabel(context: Context): string {
  const pattern = context.req.routePath;
  return pattern === '/*' ? 'none' : pattern;
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
