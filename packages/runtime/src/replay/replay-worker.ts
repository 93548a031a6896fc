import { parentPort, workerData } from 'node:worker_threads';
import { compilePolicy, membersRead, parsePolicySet } from '@zoqore/policy';
import type { PolicyEnvironment } from '@zoqore/policy';
import type { PolicyFile } from '../standing/load-policy.ts';
import { replayPage } from './replay-page.ts';
import type { ReplayPage } from './replay-page.ts';
import { Tally } from './tally.ts';
import type { ReplayTally } from './tally.ts';

/** What a thread starts from. Both sets have compiled before. */
export interface ReplayWorkerData {
  readonly before: PolicyFile;
  readonly after: PolicyFile;
  readonly environment: PolicyEnvironment;
  readonly maxSamples: number;
}

/** `next` after each page, findings after `end`. */
export type ReplayWorkerEvent = 'next' | ReplayTally;

const port = parentPort;
if (port === null) throw new Error('expected to run in a worker thread');
const { before, after, environment, maxSamples } = workerData as ReplayWorkerData;
const parse = ({ text, source }: PolicyFile) => parsePolicySet(text, { source });
const [was, is] = [parse(before), parse(after)];
const policies = {
  before: compilePolicy(was, environment),
  after: compilePolicy(is, environment),
  read: new Set([...membersRead(was), ...membersRead(is)]),
};
const tally = new Tally(maxSamples);

port.on('message', (message: ReplayPage | 'end') => {
  if (message === 'end') {
    port.postMessage(tally.counted() satisfies ReplayWorkerEvent);
    port.close();
    return;
  }
  replayPage(message, policies, tally);
  port.postMessage('next' satisfies ReplayWorkerEvent);
});
