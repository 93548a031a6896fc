import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * A process of its own for an engine in WebAssembly: V8 aborts now and then where two of them meet, and it cannot be
 * caught. It answers each message with one.
 */
export class EngineProcess<Asked extends object, Answered> {
  readonly #child: ChildProcess;

  constructor(module: URL) {
    this.#child = fork(module, {
      execArgv: ['--conditions=@zoqore/source', '--no-turbo-inline-js-wasm-calls'],
      serialization: 'advanced',
    });
  }

  /** @throws Error when the engine refused what it was given, or its process ended */
  async ask(question: Asked): Promise<Answered> {
    const left = new AbortController();
    try {
      const answered = once(this.#child, 'message', { signal: left.signal });
      const ended = once(this.#child, 'exit', { signal: left.signal }).then(([code, signal]: unknown[]) => {
        throw new Error(`the engine ended with ${String(code ?? signal)}`);
      });
      this.#child.send(question);
      const [message] = await Promise.race([answered, ended]);
      const answer = message as { readonly error: string } | { readonly answers: Answered };
      if ('error' in answer) throw new Error(answer.error);
      return answer.answers;
    } finally {
      left.abort();
    }
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

/** The other side: what the child does with each message. */
export function answering(answer: (question: never) => unknown): void {
  process.on('message', (question) => {
    void Promise.resolve()
      .then(() => answer(question as never))
      .then(
        (answers) => ({ answers }),
        (cause: unknown) => ({
          error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
        }),
      )
      .then((reply) => process.send?.(reply));
  });
}
