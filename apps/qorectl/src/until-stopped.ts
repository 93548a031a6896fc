import { EXIT, type ExitCode } from './exit-code.ts';

/** A second signal within this time is the same keypress: npm hands on what the terminal has sent already. */
const sameKeypressMs = 150;
const mostDrainMs = 10_000;
const lingerMs = 2_000;

/** Not held open by it, and ended by it: what a failed drain left running must not outlive the command. */
export function endSoon(): void {
  setTimeout(() => process.exit(), lingerMs).unref();
}

/**
 * Waits for SIGINT, SIGTERM or SIGHUP, then drains. A second signal, or a drain that takes too long, ends the process
 * at once: what was acknowledged is durable by then.
 */
export async function untilStopped(options: {
  readonly drain: () => Promise<void>;
  readonly talk: (line: string) => void;
}): Promise<ExitCode> {
  const first = Promise.withResolvers<NodeJS.Signals>();
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      first.resolve(signal);
    } else if (performance.now() - firstAt > sameKeypressMs) {
      process.exit(EXIT.interrupted);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  await first.promise;
  options.talk('stopping; once more to stop at once');
  const tooLong = setTimeout(() => {
    options.talk(`not done after ${mostDrainMs / 1000} s; stopping at once`);
    process.exit(EXIT.failed);
  }, mostDrainMs);
  try {
    await options.drain();
  } finally {
    clearTimeout(tooLong);
    endSoon();
  }
  options.talk('stopped');
  return EXIT.ok;
}
