import {
  UriTemplate,
  type ReadResourceResult,
  type Resource,
  type ResourceTemplateType,
} from '@modelcontextprotocol/client';
import type { Catalog } from '../upstream/catalog.ts';
import type { Execution } from '../call/enforce.ts';
import { deliverResource } from '../result/deliver.ts';
import type { Principal } from '../principal.ts';
import { realPathsFor } from '../call/real-paths.ts';
import type { RedactText } from '../result/redact.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** The name under which policy sees the reading of resources. */
const READ = 'resources/read';
const LIST = { timeout: 15_000, maxTotalTimeout: 15_000, cacheMode: 'refresh' } as const;
const NO_DEADLINE = { signal: new AbortController().signal, notAfter: Number.POSITIVE_INFINITY };

/** The resources of the upstreams that this actor could ever read; the first upstream that lists a URI owns it. */
export async function listResources(catalog: Catalog, actorId: string): Promise<Resource[]> {
  const perUpstream = await catalog.collect((upstream) => readable(catalog, actorId, upstream, resourcesOf));
  return uniqueBy(
    perUpstream.flatMap(({ items }) => items),
    ({ uri }) => uri,
  );
}

export async function listResourceTemplates(
  catalog: Catalog,
  actorId: string,
): Promise<ResourceTemplateType[]> {
  const perUpstream = await catalog.collect((upstream) => readable(catalog, actorId, upstream, templatesOf));
  return uniqueBy(
    perUpstream.flatMap(({ items }) => items),
    ({ uriTemplate }) => uriTemplate,
  );
}

/** The upstream that a URI is read from: the one that lists it, whose template fits it, or the only one there is. */
export async function ownerOf(catalog: Catalog, uri: string): Promise<Upstream | undefined> {
  const offering = await catalog.collect((upstream) => upstream.offers('resources'));
  const upstreams = offering.filter(({ items }) => items).map(({ upstream }) => upstream);
  if (upstreams.length <= 1) return upstreams[0];
  for (const upstream of upstreams) {
    if ((await resourcesOf(upstream)).some((resource) => resource.uri === uri)) return upstream;
  }
  for (const upstream of upstreams) {
    if ((await templatesOf(upstream)).some(({ uriTemplate }) => fits(uriTemplate, uri))) return upstream;
  }
  return undefined;
}

export interface ResourceRead {
  readonly upstream: Upstream;
  readonly uri: string;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  readonly redactText: RedactText;
}

/** Reading a resource: action `read` on its URI. The server is in the context, so that an approval binds it. */
export async function resourceRead(read: ResourceRead): Promise<Execution<ReadResourceResult>> {
  const { upstream, uri, principal, signal, redactText } = read;
  const realPaths = await realPathsFor(upstream.config, { uri });
  return {
    principal,
    signal,
    question: {
      action: 'read',
      targetPath: uri,
      context: {
        tool: { server: upstream.config.name, name: READ, arguments: { uri }, isKnown: true, realPaths },
      },
    },
    send: (options) =>
      upstream.send(options, (client, limits) =>
        client.request({ method: 'resources/read', params: { uri } }, limits),
      ),
    deliver: (result, plan) => deliverResource(result, plan, redactText),
    isFailure: () => false,
  };
}

async function readable<T>(
  catalog: Catalog,
  actorId: string,
  upstream: Upstream,
  list: (upstream: Upstream) => Promise<T[]>,
): Promise<T[]> {
  if (!catalog.couldPermit(actorId, upstream.config.name, READ, 'read')) return [];
  return (await upstream.offers('resources')) ? list(upstream) : [];
}

function resourcesOf(upstream: Upstream): Promise<Resource[]> {
  return upstream.send(
    NO_DEADLINE,
    async (client) => (await client.listResources(undefined, LIST)).resources,
  );
}

function templatesOf(upstream: Upstream): Promise<ResourceTemplateType[]> {
  return upstream.send(
    NO_DEADLINE,
    async (client) => (await client.listResourceTemplates(undefined, LIST)).resourceTemplates,
  );
}

function fits(uriTemplate: string, uri: string): boolean {
  try {
    return new UriTemplate(uriTemplate).match(uri) !== null;
  } catch {
    return false;
  }
}

function uniqueBy<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const byKey = new Map<string, T>();
  for (const item of items) if (!byKey.has(keyOf(item))) byKey.set(keyOf(item), item);
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
