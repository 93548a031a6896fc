import { requireScope } from '../authorize.ts';
import { invalid, issuesOf } from '../request/decision-request.ts';
import { findJsonFault, requestBounds } from '../request/json-bounds.ts';
import { RuntimeError } from '../errors.ts';
import type { Runtime } from '../open-runtime.ts';
import { createAdmission, presentedKey } from './admission.ts';
import { readJson } from './body.ts';
import { createDecideLane } from './decide-lane.ts';
import type { Lane } from './decide-lane.ts';
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
  /** Of a body, bytes; 64 KiB. Where a policy comes along it may have 4 MiB. */
  readonly maxBodyBytes?: number;
  /** Of a gateway in the same process; `/v1/status` shows them to admins. */
  readonly upstreams?: () => readonly UpstreamReport[];
  /** Called for every 5xx, with the trace id that the client got. */
  readonly onFault?: ReportFault;
}

export interface HttpApp extends Pick<Hono, 'request' | 'routes'> {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** For `listen`: what it takes need not go through `fetch`, which would answer the same. */
  readonly lane: Lane;
}

const policyBodyBytes = 4 * 1024 * 1024;

/** The HTTP API of the runtime: the compatible surface of the decision contract and `/v1/`. */
export function createHttpApp(options: HttpAppOptions): HttpApp {
  const { maxBodyBytes = 64 * 1024, onFault = () => {}, version } = options;
  const admission = createAdmission({ runtime: options.runtime, allowedHosts: options.allowedHosts });
  const metrics = createMetrics();
  const app = new Hono();

  app.use(async (context, next) => {
    const begun = performance.now();
    const { headers } = context.req.raw;
    admission.requireOwnCaller(headers.get('host') ?? '', headers.get('origin'));
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
    const limit = each.takesPolicy === true ? policyBodyBytes : maxBodyBytes;
    app.on(each.method.toUpperCase(), honoPath(each.path), async (context) => {
      const runtime = admission.readyRuntime();
      const request = context.req.raw;
      const ownKey = request.headers.get('x-qore-api-key');
      const authorization = request.headers.get('authorization');
      const credential = admission.authenticate(runtime, ownKey, authorization);
      if (each.scopes !== undefined) requireScope(credential, ...each.scopes);
      const body = each.body === undefined ? undefined : await readJson(request, limit);
      const result = await each.run({
        runtime,
        credential,
        isAuthorized: () => runtime.authenticate(presentedKey(ownKey, authorization) ?? '') !== undefined,
        params: context.req.param() as Record<string, string>,
        query: parseWith(each.query, context.req.query(), { part: 'query' }),
        body:
          each.isBodyRaw === true
            ? body
            : parseWith(each.body, body, { part: 'body', except: each.unboundedMember }),
        request,
        service,
      });
      return result instanceof Response ? result : context.json(result as object);
    });
  }
  return {
    fetch: (request) => app.fetch(request),
    request: (...request) => app.request(...request),
    routes: app.routes,
    lane: createDecideLane({ admission, metrics, maxBodyBytes, onFault }),
  };
}

function parseWith(
  schema: Route['query'],
  value: unknown,
  { part, except }: { readonly part: 'body' | 'query'; readonly except?: string | undefined },
): unknown {
  if (schema === undefined) return undefined;
  const fault = findJsonFault(except === undefined ? value : without(value, except), requestBounds);
  if (fault !== undefined) throw invalid([fault], part);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(issuesOf(parsed.error, value), part);
}

function without(value: unknown, member: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== member));
}

/** The pattern, never the path: a label must not carry what a caller chooses. */
function routeLabel(context: Context): string {
  const pattern = context.req.routePath;
  return pattern === '/*' ? 'none' : pattern;
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)(\+?)\}/g, (_all, name: string, more: string) =>
    more === '' ? `:${name}` : `:${name}{.+}`,
  );
}
