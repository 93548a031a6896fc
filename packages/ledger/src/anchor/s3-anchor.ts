import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { requireSafeUrl, send, type Fetch, type SentAnswer } from '../outbound/send.ts';
import { isSameText, type Anchor } from './anchor.ts';

/** A bucket of an S3-compatible service. */
export interface S3AnchorOptions {
  /** Of the service, without the bucket: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Before the key of each object; may hold slashes. Default: nothing. */
  readonly prefix?: string;
  readonly credentials: S3Credentials;
  readonly fetch: Fetch;
}

/** What the requests to a bucket are signed with (AWS Signature Version 4). */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Puts each checkpoint into a bucket as an object of its own, `<prefix><origin>/<size in 16 digits>.checkpoint`, and
 * never over another one: `If-None-Match: *`, and a look before. Another checkpoint of that size there is an error. With
 * object lock, or credentials that cannot delete, nobody here can take it back.
 *
 * @throws WITNESS_INVALID for an address that is not safe
 */
export function createS3Anchor(options: S3AnchorOptions): Anchor {
  const { region, bucket, prefix = '', credentials, fetch } = options;
  const endpoint = requireSafeUrl(options.endpoint);
  const request = async (
    method: 'GET' | 'PUT',
    url: string,
    signal: AbortSignal,
    put: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<SentAnswer> => {
    const { body } = put;
    const sha256 = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    const headers = { ...put.headers, 'x-amz-content-sha256': sha256 };
    const signer = new AwsV4Signer({ ...credentials, method, url, headers, service: 's3', region });
    const signed = await signer.sign();
    return await send(fetch, signed.url.href, {
      method,
      headers: Object.fromEntries(signed.headers),
      ...(body === undefined ? {} : { body }),
      signal,
    });
  };
  return {
    name: `${endpoint}/${bucket}`,
    async publish({ origin, size, note }, signal) {
      const key = `${prefix}${origin}/${String(size).padStart(16, '0')}.checkpoint`;
      const url = `${endpoint}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      if (isThere(await request('GET', url, signal), note)) return;
      const { status } = await request('PUT', url, signal, {
        body: note,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'if-none-match': '*' },
      });
      if (status === 200) return;
      // Somebody was quicker.
      if (status === 409 || status === 412) {
        if (isThere(await request('GET', url, signal), note)) return;
      }
      throw new Error(`it answered ${status} to PUT`);
    },
  };
}

/** False when there is nothing, or nothing that these credentials may see. @throws when something else is there */
function isThere({ status, body }: SentAnswer, note: string): boolean {
  if (status === 404 || status === 403) return false;
  if (status !== 200) throw new Error(`it answered ${status} to GET`);
  if (isSameText(body, note)) return true;
  throw new Error('another checkpoint of this size is there');
}
