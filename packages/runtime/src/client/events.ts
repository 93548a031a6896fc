import { ClientError } from './client-error.ts';
import type { ClientOptions } from './client-options.ts';

/** One server-sent event of the feed. */
export interface FeedEvent {
  /** Ledger index. */
  readonly index: number;
  readonly kind: string;
  readonly data: unknown;
}

/** Reads `GET /v1/events` as the HTML specification frames it (§9.2.6), the part that the runtime sends. */
export async function* readEvents(
  { baseUrl, key, fetch = globalThis.fetch }: ClientOptions,
  { signal, after }: { readonly signal: AbortSignal; readonly after?: number },
): AsyncGenerator<FeedEvent> {
  const response = await fetch(`${baseUrl}/v1/events`, {
    headers: { 'x-qore-api-key': key, ...(after === undefined ? {} : { 'last-event-id': String(after) }) },
    signal,
  });
  if (!response.ok || response.body === null) {
    throw new ClientError({
      code: 'UNEXPECTED_ANSWER',
      message: `expected the event feed, found status ${response.status}`,
    });
  }
  const decoder = new TextDecoder();
  let buffered = '';
  try {
    for await (const chunk of response.body) {
      buffered += decoder.decode(chunk, { stream: true });
      const blocks = buffered.split('\n\n');
      buffered = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event !== undefined) yield event;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function parseBlock(block: string): FeedEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { index: Number(fields.get('id')), kind: fields.get('event') ?? 'message', data: JSON.parse(data) };
}
