import { isIP } from 'node:net';

/** Names beside loopback and IP literals under which a listener may be reached. Made by `ownNames`. */
export interface OwnNames {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** `hosts` are names without port, `origins` whole ones such as `https://console.example`. */
export function ownNames(names: {
  readonly hosts?: readonly string[] | undefined;
  readonly origins?: readonly string[] | undefined;
}): OwnNames {
  return {
    hosts: new Set(names.hosts?.map((host) => host.toLowerCase())),
    origins: new Set(names.origins),
  };
}

/**
 * What shows that a web page may have made a browser send this: a Host that is a foreign name, which DNS could be made
 * to point here, or an Origin from elsewhere. IP literals cannot be rebound and loopback names are ours.
 */
export function foreignCaller(
  { host, origin }: { readonly host: string; readonly origin: string | null },
  own: OwnNames,
): 'host' | 'origin' | undefined {
  const name = hostName(host);
  if (name === undefined || !isOwnHost(name, own.hosts)) return 'host';
  return origin === null || isOwnOrigin(origin, own) ? undefined : 'origin';
}

/** A URL parser would take `a@b` or `a/b` for the host b or a. */
function hostName(host: string): string | undefined {
  if (!/^[A-Za-z0-9.-]+(?::\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](?::\d{1,5})?$/u.test(host)) return undefined;
  return URL.parse(`http://${host}`)?.hostname.toLowerCase().replace(/\.$/u, '');
}

function isOwnHost(name: string, hosts: ReadonlySet<string>): boolean {
  const isLoopbackName = name === 'localhost' || name.endsWith('.localhost');
  return isLoopbackName || isIP(name.replaceAll(/^\[|\]$/gu, '')) !== 0 || hosts.has(name);
}

/** A page from another address is as foreign as one from another name. */
function isOwnOrigin(origin: string, { hosts, origins }: OwnNames): boolean {
  if (origins.has(origin)) return true;
  const url = URL.parse(origin);
  if (url === null || url.origin !== origin) return false;
  if (url.protocol === 'https:' && hosts.has(url.hostname)) return true;
  const isLoopback = ['localhost', '[::1]'].includes(url.hostname) || /^127(?:\.\d+){3}$/u.test(url.hostname);
  return isLoopback && /^https?:$/u.test(url.protocol);
}
