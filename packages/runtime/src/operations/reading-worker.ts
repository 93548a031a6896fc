import { parentPort, workerData } from 'node:worker_threads';
import { compilePolicy, runPolicyTests } from '@zoqore/policy';
import type { PolicyEnvironment, PolicySet, PolicyTestReport } from '@zoqore/policy';
import { RuntimeError } from '../errors.ts';
import { loadPolicy, policyInvalid } from '../standing/load-policy.ts';
import type { PolicyFile } from '../standing/load-policy.ts';
import { selfContained } from '../standing/self-contained.ts';

/** What a thread is to read. */
export interface ReadingWorkerData {
  readonly file: PolicyFile;
  readonly environment: PolicyEnvironment;
  /** A tests file to run against the set. */
  readonly tests?: string;
}

/** The texts of packs that it asked for; undefined for those that are none. */
export type PackTexts = Readonly<Record<string, string | undefined>>;

export type ReadingWorkerAnswer =
  | { readonly needs: readonly string[] }
  | { readonly invalid: Pick<RuntimeError, 'message' | 'details'> }
  | { readonly file: PolicyFile; readonly set: PolicySet; readonly report?: PolicyTestReport };

const asked = workerData as ReadingWorkerData;

function read(packs: PackTexts): ReadingWorkerAnswer {
  const needs: string[] = [];
  try {
    const file = selfContained(asked.file, (name) => {
      if (!Object.hasOwn(packs, name)) needs.push(name);
      return packs[name];
    });
    if (needs.length > 0) return { needs };
    const set = loadPolicy(file, asked.environment);
    return { file, set, ...(asked.tests === undefined ? {} : { report: test(set, asked.tests) }) };
  } catch (error) {
    if (needs.length > 0) return { needs };
    if (!(error instanceof RuntimeError)) throw error;
    return { invalid: { message: error.message, details: error.details } };
  }
}

function test(set: PolicySet, tests: string): PolicyTestReport {
  try {
    return runPolicyTests(compilePolicy(set, asked.environment), tests);
  } catch (cause) {
    // The set compiled before, so it is the tests.
    throw policyInvalid(cause, 'the tests: ');
  }
}

parentPort?.on('message', (packs: PackTexts) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(read(packs));
});
