import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../errors.ts';
import type { PgliteWorkerCommand, PgliteWorkerData, PgliteWorkerEvent } from './pglite-worker.ts';

// `rewriteRelativeImportExtensions` does not reach into URLs.
const workerFile = new URL(
  `./pglite-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`,
  import.meta.url,
);

/** AuthenticationOk and ReadyForQuery (PostgreSQL 18 protocol §54.7): the worker is already past its start-up. */
const startupAnswer = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
const terminateMessage = 0x58;

/**
 * A socket whose other end is a PGlite in a worker thread, so that the client of a real PostgreSQL serves both.
 * The worker dies with the socket and the socket with the worker.
 */
export class PgliteSocket extends Duplex {
  #worker: Worker | undefined;
  #isStarted = false;
  #isReady = false;
  #isClosing = false;
  #whenReady: () => void = () => undefined;
  #whenDumped: (bytes: Uint8Array) => void = () => undefined;

  constructor(data: PgliteWorkerData, predecessor: Promise<void>) {
    super({ allowHalfOpen: true });
    // Two engines in one directory corrupt it: the last worker must be gone before the next one starts.
    void this.#startAfter(predecessor, data);
  }

  async #startAfter(predecessor: Promise<void>, data: PgliteWorkerData): Promise<void> {
    try {
      await predecessor;
    } catch (error) {
      this.destroy(stopped(error));
      return;
    }
    if (!this.destroyed) this.#start(data);
  }

  #start(data: PgliteWorkerData): void {
    const worker = new Worker(workerFile, {
      workerData: data,
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
    });
    this.#worker = worker;
    worker.on('message', (message: Uint8Array | PgliteWorkerEvent) => {
      if (message instanceof Uint8Array) {
        if (!this.destroyed) this.push(message);
        return;
      }
      this.#receive(message);
    });
    worker.on('error', (error) => this.destroy(stopped(error)));
    worker.on('exit', () => this.destroy(this.#isClosing ? undefined : stopped(undefined)));
  }

  /** What net.Socket calls its state; the client asks before it says goodbye. */
  get readyState(): 'open' | 'closed' {
    return this.destroyed || this.writableEnded ? 'closed' : 'open';
  }

  /** A tar of the cluster, taken between two statements. */
  async dump(): Promise<Uint8Array> {
    return await new Promise((resolve, reject) => {
      this.once('error', reject);
      this.#whenDumped = resolve;
      if (this.#isReady) this.#send('dump');
      else this.#whenReady = () => this.#send('dump');
    });
  }

  #receive(message: PgliteWorkerEvent): void {
    switch (message.event) {
      case 'ready':
        this.#isReady = true;
        this.#whenReady();
        return;
      case 'closed':
        this.#isClosing = true;
        this.destroy();
        return;
      case 'dumped':
        this.#whenDumped(message.bytes);
        return;
      case 'failed':
        this.destroy(stopped(new Error(message.message)));
    }
  }

  #send(message: Uint8Array | PgliteWorkerCommand): void {
    this.#worker?.postMessage(message);
  }

  override _read(): void {
    // Answers are pushed as they come; the client reads them at once.
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    if (!this.#isStarted) {
      // The client's StartupMessage. Its answer must come in a later turn: the client is still inside write().
      this.#isStarted = true;
      const answer = (): void => {
        setImmediate(() => {
          if (!this.destroyed) this.push(startupAnswer);
          done();
        });
      };
      if (this.#isReady) answer();
      else this.#whenReady = answer;
      return;
    }
    if (chunk[0] === terminateMessage) {
      // The backend must not see it: PGlite shuts its cluster down in close().
      done();
      return;
    }
    // A copy: the client reuses the buffer behind the chunk.
    this.#send(new Uint8Array(chunk));
    done();
  }

  override _final(done: () => void): void {
    this.#isClosing = true;
    this.#send('close');
    done();
  }

  override _destroy(reason: Error | null, done: (reason: Error | null) => void): void {
    void this.#terminate().finally(() => done(reason));
  }

  /** Never rejects: a worker that cannot be ended has ended. */
  async #terminate(): Promise<void> {
    await this.#worker?.terminate().catch(() => undefined);
  }
}

function stopped(cause: unknown): DatabaseError {
  return new DatabaseError({
    code: 'DATABASE_UNAVAILABLE',
    message: 'the embedded database stopped; it is opened again by the next call',
    cause,
  });
}
