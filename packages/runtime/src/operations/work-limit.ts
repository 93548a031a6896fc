import { RuntimeError } from '../errors.ts';

/** Keeps long work of one sort from taking the whole process. */
export interface WorkLimit {
  /** @throws RuntimeError RATE_LIMITED before any of the work, when there is no place for it */
  run<T>(work: () => Promise<T>): Promise<T>;
}

const retryAfterSeconds = 5;

/** So many at once; of those that come meanwhile so many wait, in order, and the others are refused. */
export function createWorkLimit({
  what,
  atOnce,
  waiting = 0,
}: {
  /** In the plural, for whoever is refused. */
  readonly what: string;
  readonly atOnce: number;
  readonly waiting?: number;
}): WorkLimit {
  let running = 0;
  const queue: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (queue.length < waiting) return await new Promise((resolve) => queue.push(resolve));
    throw new RuntimeError({
      code: 'RATE_LIMITED',
      message: `as many ${what} run as may at once (${atOnce}); try again when one has ended`,
      details: { retryAfterSeconds },
    });
  };
  /** The place goes to whoever waits longest, so that nobody new can take it between. */
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    async run(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
