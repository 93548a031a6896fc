import type { Condition } from '../condition.ts';
import { holdsWhenUnknown, oneOf } from '../condition.ts';
import type { Effect, Json, Resource } from '../model.ts';
import type { UrlMatch } from '../policy-set.ts';

type UrlResource = Extract<Resource, { kind: 'url' }>;

export function urlConditions(match: UrlMatch, effect: Effect): Condition[] {
  const conditions: Condition[] = [];
  const add = (
    name: string,
    values: readonly (string | number)[] | undefined,
    test: (resource: UrlResource) => boolean,
    read: (resource: UrlResource) => Json,
  ): void => {
    if (values === undefined) return;
    conditions.push({
      name: `url.${name}`,
      fact: 'resource',
      expected: oneOf(values),
      holds: ({ resource }) => resource.kind === 'url' && test(resource),
      found: ({ resource }) => (resource.kind === 'url' ? read(resource) : resource.kind),
    });
  };
  const schemes = new Set(match.scheme);
  const ports = new Set(match.port);
  const methods = new Set(match.method);
  const hosts = match.host ?? [];
  const paths = (match.path ?? []).map((path) => (path.endsWith('/') ? path.slice(0, -1) : path));
  add(
    'scheme',
    match.scheme,
    (url) => schemes.has(url.scheme),
    (url) => url.scheme,
  );
  add(
    'host',
    match.host,
    (url) => matchesHost(hosts, canonicalHost(url.host)),
    (url) => url.host,
  );
  add(
    'port',
    match.port,
    (url) => ports.has(url.port),
    (url) => url.port,
  );
  add(
    'method',
    match.method,
    ({ method }) => (method === undefined ? holdsWhenUnknown(effect) : methods.has(method.toUpperCase())),
    (url) => url.method ?? null,
  );
  add(
    'path',
    match.path,
    (url) => paths.some((path) => url.path === path || url.path.startsWith(`${path}/`)),
    (url) => url.path,
  );
  return conditions;
}

/** Lower case and without the dot of the DNS root, which reaches the same host. */
export function canonicalHost(host: string): string {
  const lower = host.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

function matchesHost(patterns: readonly string[], host: string): boolean {
  for (const pattern of patterns) {
    if (pattern === '*' || pattern === host) return true;
    if (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1) {
      return true;
    }
  }
  return false;
}
