import { isIP } from 'node:net';
import { RuntimeError } from '../errors.ts';

/**
 * Refuses requests that a web page could have made a browser send: a Host that is a foreign name (DNS rebinding) or an
 * Origin at all. IP literals cannot be rebound and loopback names are ours.
 * @throws RuntimeError HOST_FORBIDDEN
 */
export function requireLocalCaller(headers: Headers, allowedHosts: ReadonlySet<string>): void {
  const host = headers.get('host') ?? '';
  if (!isKnownHost(hostName(host), allowedHosts)) {
    throw new RuntimeError({
      code: 'HOST_FORBIDDEN',
      message: `expected a Host that is local or listed in \`allowedHosts\`, found \`${host.slice(0, 200)}\``,
    });
  }
  const origin = headers.get('origin');
  if (origin !== null && !isKnownOrigin(origin, allowedHosts)) {
    throw new RuntimeError({
      code: 'HOST_FORBIDDEN',
      message: `expected no Origin or a local one, found \`${origin.slice(0, 200)}\``,
    });
  }
}

function isKnownHost(name: string, allowedHosts: ReadonlySet<string>): boolean {
  return name === 'localhost' || isIP(name) !== 0 || allowedHosts.has(name);
}

function isKnownOrigin(origin: string, allowedHosts: ReadonlySet<string>): boolean {
  const name = hostName(URL.parse(origin)?.host ?? '');
  // A page from another address is as foreign as one from another name.
  return name === 'localhost' || name === '127.0.0.1' || name === '::1' || allowedHosts.has(name);
}

/** The name without port and brackets, lower case. */
function hostName(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d*$/, '')).toLowerCase();
}
