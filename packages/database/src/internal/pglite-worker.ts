import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { fatalMessage } from './fatal-answer.ts';

/** What the main thread hands to the worker. */
export interface PgliteWorkerData {
  /** Undefined for a store in memory. */
  readonly directory: string | undefined;
  /** Tar of a prepared cluster that a new store starts from. */
  readonly template: string | undefined;
}

/** Worker to main thread: bytes of the wire protocol, or one of these. */
export type PgliteWorkerEvent =
  | { readonly event: 'ready' }
  | { readonly event: 'closed' }
  | { readonly event: 'dumped'; readonly bytes: Uint8Array }
  | { readonly event: 'failed'; readonly message: string };

/** Main thread to worker: bytes of the wire protocol, or one of these. */
export type PgliteWorkerCommand = 'close' | 'dump';

const port = parentPort;
if (port === null) throw new Error('expected to run in a worker thread');
const { directory, template } = workerData as PgliteWorkerData;

const fail = (error: unknown): void => {
  const event: PgliteWorkerEvent = {
    event: 'failed',
    message: error instanceof Error ? error.message : String(error),
  };
  port.postMessage(event);
  // The cluster's memory is in an unknown state: only a new worker may open the directory again.
  port.close();
};

const close = async (store: PGlite): Promise<void> => {
  await store.close();
  port.postMessage({ event: 'closed' } satisfies PgliteWorkerEvent);
  port.close();
};

const dump = async (store: PGlite): Promise<void> => {
  const file = await store.dumpDataDir('none');
  const bytes = new Uint8Array(await file.arrayBuffer());
  port.postMessage({ event: 'dumped', bytes } satisfies PgliteWorkerEvent);
};

/** In a buffer of their own, so that it can be moved to another thread. */
const joined = (parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> => {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

let isAborted = false;

const answer = async (store: PGlite, message: Uint8Array): Promise<void> => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  // Not `execProtocolRawSync`, which also parses each answer and keeps it for ever. All of the work is done before
  // this returns its promise: messages stay in order.
  await store.execProtocolRawStream(message, {
    syncToFs: false,
    // A copy: the part is a view of the engine's memory.
    onRawData: (part) => parts.push(new Uint8Array(part)),
  });
  const bytes = joined(parts);
  // PGlite swallows the abort behind a PANIC, and the call after it would never come back. The client does not
  // see the last words: without a ReadyForQuery behind them it would take them for those of its next backend.
  const words = fatalMessage(bytes);
  if (isAborted || words !== undefined) fail(new Error(words ?? 'the backend aborted'));
  else port.postMessage(bytes, [bytes.buffer]);
};

try {
  const store = await PGlite.create({
    onStderr: (text) => {
      isAborted ||= text.startsWith('Aborted(');
      return false;
    },
    ...(directory === undefined ? {} : { dataDir: directory }),
    ...(template === undefined ? {} : { loadDataDir: new Blob([await readFile(template)]) }),
  });
  port.on('message', (message: Uint8Array | PgliteWorkerCommand) => {
    if (message === 'close') {
      void close(store).catch(fail);
      return;
    }
    if (message === 'dump') {
      void dump(store).catch(fail);
      return;
    }
    void answer(store, message).catch(fail);
  });
  port.postMessage({ event: 'ready' } satisfies PgliteWorkerEvent);
} catch (error) {
  fail(error);
}
