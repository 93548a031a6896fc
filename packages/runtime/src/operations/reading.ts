import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compilePolicy, runPolicyTests } from '@zoqore/policy';
import type { PolicyEnvironment, PolicySet, PolicyTestReport } from '@zoqore/policy';
import { RuntimeError } from '../errors.ts';
import { loadPolicy, policyInvalid } from '../standing/load-policy.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { selfContained } from '../standing/self-contained.ts';
import type { ReadPack } from '../standing/self-contained.ts';
import type { PackTexts, ReadingWorkerAnswer, ReadingWorkerData } from './reading-worker.ts';
import { createWorkLimit } from './work-limit.ts';

// `rewriteRelativeImportExtensions` does not reach into URLs.
const worker = new URL(`./reading-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** What is no longer is read at once: UTF-16 code units, some tenths of a second at worst. A thread takes as long to start. */
const maxAtOnce = 32 * 1024;

export interface ReadPolicy {
  /** With what it extends put in. */
  readonly file: PolicyFile;
  readonly set: PolicySet;
}

/** Parses and compiles what others send, the long ones in a thread of its own: decisions are made meanwhile. */
export interface PolicyReading {
  /** @throws RuntimeError POLICY_INVALID; RATE_LIMITED while four wait for another one */
  readonly read: (file: PolicyFile) => Promise<ReadPolicy>;
  /** The same, and runs a tests file against it. */
  readonly test: (file: PolicyFile, tests: string) => Promise<PolicyTestReport>;
}

export function createReading({
  environment,
  readPack,
}: {
  readonly environment: PolicyEnvironment;
  readonly readPack: ReadPack;
}): PolicyReading {
  const readings = createWorkLimit({ what: 'readings of long policy sets', atOnce: 1, waiting: 4 });
  const apart = async (data: ReadingWorkerData) =>
    await readings.run(async () => await readApart(data, readPack));
  const readHere = (given: PolicyFile): ReadPolicy => {
    const file = selfContained(given, readPack);
    return { file, set: loadPolicy(file, environment) };
  };
  return {
    async read({ text, source }) {
      const file = { text, source };
      return text.length <= maxAtOnce ? readHere(file) : await apart({ file, environment });
    },

    async test({ text, source }, tests) {
      const file = { text, source };
      if (text.length + tests.length > maxAtOnce) {
        const { report } = await apart({ file, environment, tests });
        if (report === undefined) throw new Error('expected a report of the tests');
        return report;
      }
      const { set } = readHere(file);
      try {
        return runPolicyTests(compilePolicy(set, environment), tests);
      } catch (cause) {
        // The set compiled before, so it is the tests.
        throw policyInvalid(cause, 'the tests: ');
      }
    },
  };
}

async function readApart(
  data: ReadingWorkerData,
  readPack: ReadPack,
): Promise<Extract<ReadingWorkerAnswer, { readonly set: PolicySet }>> {
  const thread = new Worker(worker, { workerData: data, env: {} });
  try {
    let packs: PackTexts = {};
    for (;;) {
      const answered = once(thread, 'message') as Promise<[ReadingWorkerAnswer]>;
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.postMessage(packs);
      const [answer] = await answered;
      if ('set' in answer) return answer;
      if ('invalid' in answer) {
        const { message, details } = answer.invalid;
        throw new RuntimeError({ code: 'POLICY_INVALID', message, details });
      }
      packs = { ...packs, ...Object.fromEntries(answer.needs.map((name) => [name, readPack(name)])) };
    }
  } finally {
    await thread.terminate();
  }
}
