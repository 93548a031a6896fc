import { QoreError } from '../errors.ts';
import { excerpt } from '../render/neutralise.ts';

/** Reads `127.0.0.1:7780`, `[::1]:7780` or `host:7780`. @throws QoreError USAGE_INVALID */
export function parseListenAddress(text: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `expected --listen HOST:PORT, found \`${excerpt(text, 100)}\``,
      hint: 'qorectl witness serve --listen 127.0.0.1:7780   (port 0 takes a free one)',
    });
  }
  return { host, port: Number(port) };
}

/** True where only this machine can connect. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
