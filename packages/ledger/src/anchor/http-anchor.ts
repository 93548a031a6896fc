import { requireSafeUrl, send, type Fetch } from '../outbound/send.ts';
import type { Anchor } from './anchor.ts';

/** An address that keeps what is posted to it. */
export interface HttpAnchorOptions {
  /** https, or http on loopback. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token?: string;
  readonly fetch: Fetch;
}

/**
 * Posts each checkpoint as it is, `text/plain`, to an address that keeps it. Any status from 200 to 299 says that it was
 * kept; the same one may come again.
 *
 * @throws WITNESS_INVALID for an address that is not safe
 */
export function createHttpAnchor({ url, token, fetch }: HttpAnchorOptions): Anchor {
  const safe = requireSafeUrl(url);
  return {
    name: safe,
    async publish({ note }, signal) {
      const { status } = await send(fetch, safe, {
        method: 'POST',
        body: note,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        signal,
      });
      if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
    },
  };
}
