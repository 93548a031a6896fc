import type { LedgerEntry } from '@zoqore/ledger';
import type { Credential } from '../credential.ts';
import type { Runtime } from '../open-runtime.ts';
import { seesRecord } from '../operations/visibility.ts';

/** Between comments that keep the connection known to be alive, and at most this long until a revoked key is noticed. */
const heartbeatMs = 5_000;
const entriesPerRead = 256;

export interface FeedOptions {
  readonly runtime: Runtime;
  readonly credential: Credential;
  /** Index after which the feed starts: `Last-Event-ID` of a client that comes back. */
  readonly after: number;
  /** Still true while the key stands. */
  readonly isAuthorized: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Server-sent events, one for each new ledger entry that the credential may see, `id` its index: `decision` with the
 * decision record, or the entry's kind with its body. Resumable without gaps, because the ledger is the queue.
 */
export function feed(options: FeedOptions): Response {
  const { runtime, signal } = options;
  let next = options.after + 1;
  let wake: () => void = () => {};
  // An append between a read and the pause after it must not be slept through.
  let isStale = false;
  let isCancelled = false;
  const stop = (): void => {
    isCancelled = true;
    wake();
  };
  const unsubscribe = runtime.ledger.subscribe(() => {
    isStale = true;
    wake();
  });
  signal.addEventListener('abort', stop, { once: true });
  const encoder = new TextEncoder();

  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        await send(controller);
      } catch (error) {
        end();
        throw error;
      }
    },
    cancel() {
      end();
    },
  });

  /** One event group or one heartbeat: a slow reader slows the reading, not the ledger. */
  async function send(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    isStale = false;
    const entries = isCancelled ? [] : await runtime.ledger.entries({ from: next, limit: entriesPerRead });
    if (isCancelled || !options.isAuthorized()) {
      end();
      controller.close();
      return;
    }
    next = (entries.at(-1)?.index ?? next - 1) + 1;
    const text = entries.map((entry) => render(options, entry)).join('');
    if (text !== '') {
      controller.enqueue(encoder.encode(text));
      return;
    }
    if (entries.length === 0 && !isStale) await pause();
    controller.enqueue(encoder.encode(': waiting\n\n'));
  }

  function end(): void {
    stop();
    unsubscribe();
    signal.removeEventListener('abort', stop);
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, heartbeatMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}

function render({ runtime, credential }: FeedOptions, entry: LedgerEntry): string {
  const record = runtime.decisions.recordOf(credential, entry);
  if (record !== undefined) return event(entry.index, 'decision', record);
  if (!seesRecord(credential)) return '';
  return event(entry.index, entry.kind, {
    index: entry.index,
    at: entry.at,
    actor: entry.actor,
    body: entry.body,
  });
}

/** JSON has no raw line breaks, so one data line carries it. */
function event(id: number, name: string, data: unknown): string {
  return `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
