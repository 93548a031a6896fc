import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

interface Ready {
  readonly url: string;
  readonly key?: string;
  readonly directory?: string;
}

export interface Server {
  readonly child: ChildProcess;
  readonly ready: Ready;
}

export interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export async function startServer(file: string, ...args: string[]): Promise<Server> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    // As ./qorectl starts it.
    execArgv: ['--conditions=@zoqore/source', '--expose-gc', '--max-semi-space-size=32'],
  });
  const [ready] = (await once(child, 'message')) as [Ready];
  return { child, ready };
}

export async function stopServer({ child, ready }: Server): Promise<void> {
  child.kill();
  await once(child, 'exit');
  if (ready.directory !== undefined) rmSync(ready.directory, { recursive: true });
}

let run = 0;
/** `POST /evaluate` again and again on so many connections, for so many seconds or requests. */
export async function load(
  { ready }: Server,
  connections: number,
  limit: { readonly duration: number } | { readonly amount: number },
): Promise<Round> {
  const result = await autocannon({
    url: `${ready.url}/evaluate`,
    method: 'POST',
    connections,
    ...limit,
    headers: {
      'content-type': 'application/json',
      ...(ready.key === undefined ? {} : { 'x-qore-api-key': ready.key }),
    },
    // A new id each time: nothing is answered from memory.
    idReplacement: true,
    body: JSON.stringify({
      requestId: `bench-${++run}-[<id>]`,
      actorId: 'did:myth:bench',
      action: 'read',
      targetPath: 'docs/guide/readme.md',
      context: { session: 'bench', purpose: 'measure the pipeline' },
    }),
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`expected only 200, found ${result.non2xx} others and ${result.errors} errors`);
  }
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}
