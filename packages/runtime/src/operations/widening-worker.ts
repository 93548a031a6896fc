import { parentPort, workerData } from 'node:worker_threads';
import { policyWidening } from '@zoqore/policy';
import type { PolicyEnvironment, PolicySet } from '@zoqore/policy';

/** What a thread is to compare. Both sets have compiled before. */
export interface WideningWorkerData {
  readonly before: PolicySet;
  readonly after: PolicySet;
  readonly environment: PolicyEnvironment;
}

const { before, after, environment } = workerData as WideningWorkerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(policyWidening(before, after, environment));
