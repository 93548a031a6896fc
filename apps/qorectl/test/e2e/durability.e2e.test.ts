import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@zoqore/runtime/client';
import { describe, expect, it } from 'vitest';
import { document, emptyFolder, placeStore, run, start } from './command-line.ts';
import type { Running } from './command-line.ts';

/** What was answered is in the ledger, whatever happens to the process or the disk. */

const ports = ['--port', '0', '--gateway-port', '0'];
const rounds = process.env['FULL'] === '1' ? 20 : 3;
const burst = 5_000;

interface Served {
  readonly server: Running;
  readonly url: string;
}

async function serve(folder: string): Promise<Served> {
  const server = start(['serve', ...ports], {
    workingDirectory: folder,
    environment: { ZOQORE_HOME: join(folder, '.failsafe') },
  });
  const [, url = ''] = await server.until(/runtime +(http:\/\/127\.0\.0\.1:\d+)\n[^]*Ctrl-C/);
  return { server, url };
}

const secret = (folder: string, name: string): string =>
  readFileSync(join(folder, '.failsafe/data/secrets', name), 'utf8').trim();

interface Answered {
  readonly requestId: string;
  readonly decisionId: string;
  readonly decision: string;
  readonly index: number;
}

async function evaluate(url: string, key: string, requestId: string): Promise<Answered | { status: number }> {
  const response = await fetch(`${url}/evaluate`, {
    method: 'POST',
    headers: { 'x-qore-api-key': key },
    body: JSON.stringify({
      requestId,
      actorId: 'did:myth:agent',
      action: 'read',
      targetPath: 'docs/readme.md',
    }),
  });
  if (response.status !== 200) return { status: response.status };
  const answer = (await response.json()) as {
    decisionId: string;
    decision: string;
    receipt: { index: number };
  };
  return { requestId, decisionId: answer.decisionId, decision: answer.decision, index: answer.receipt.index };
}

describe('kill -9', () => {
  it(
    `during a burst of ${burst} evaluations loses nothing that was answered, ${rounds} rounds`,
    { timeout: rounds * 60_000 },
    async () => {
      const folder = emptyFolder();
      await placeStore(join(folder, '.failsafe'));
      for (let round = 0; round < rounds; round++) {
        const afterMs = randomInt(100, 1_500);
        console.log(`round ${round}: kill after ${afterMs} ms of the burst`);
        const { server, url } = await serve(folder);
        const key = secret(folder, 'agent.key');
        const answered: Answered[] = [];
        const requests = Array.from({ length: burst }, async (_, i) => {
          const answer = await evaluate(url, key, `round-${round}-${i}`).catch(() => undefined);
          if (answer !== undefined && 'decisionId' in answer) answered.push(answer);
        });
        await expect.poll(() => answered.length, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
        await new Promise((resolve) => {
          setTimeout(resolve, afterMs);
        });
        server.child.kill('SIGKILL');
        await server.ended;
        await Promise.all(requests);

        const restarted = await serve(folder);
        const client = createClient({ baseUrl: restarted.url, key: secret(folder, 'host.key') });
        expect(await client.ledger.verify()).toMatchObject({ verified: true });
        const recorded = new Map<string, number>();
        let before: number | undefined;
        do {
          const page = await client.decisions.list({
            limit: 500,
            ...(before === undefined ? {} : { before }),
          });
          for (const { decisionId, index } of page.items) recorded.set(decisionId, index);
          before = page.next;
        } while (before !== undefined);
        const missing = answered.filter(({ decisionId, index }) => recorded.get(decisionId) !== index);
        expect(missing).toEqual([]);
        // And asked again, the same request gets the same answer.
        const [sample] = answered;
        if (sample !== undefined)
          expect(await evaluate(restarted.url, key, sample.requestId)).toEqual(sample);
        restarted.server.child.kill('SIGTERM');
        expect((await restarted.server.ended).code).toBe(0);
      }
      rmSync(folder, { recursive: true });
    },
  );
});

describe('a full disk', () => {
  const canMount = spawnSync('unshare', ['-Urm', 'true']).status === 0;

  // A small file system of its own, without being root, in a mount namespace that ends with the command.
  it.skipIf(!canMount)(
    'refuses with 503, never allows, and recovers when there is room again',
    { timeout: 120_000 },
    () => {
      const script = join(import.meta.dirname, 'full-disk.ts');
      const { status, stdout, stderr } = spawnSync(
        'unshare',
        ['-Urm', process.execPath, '--conditions=@zoqore/source', script],
        { encoding: 'utf8' },
      );
      expect({ status, stderr, outcome: JSON.parse(stdout || '{}') as unknown }).toEqual({
        status: 0,
        stderr: '',
        outcome: {
          before: 'ALLOW',
          whileFull: [503, 503, 503, 503, 503],
          healthWhileFull: 503,
          after: 'ALLOW',
          healthAfter: 200,
          verified: true,
        },
      });
    },
  );
});

describe('two processes on one embedded store', () => {
  it('the second refuses and names the first', { timeout: 60_000 }, async () => {
    const folder = emptyFolder();
    await placeStore(join(folder, '.failsafe'));
    const { server } = await serve(folder);
    const second = await run(['serve', ...ports, '--json'], {
      workingDirectory: folder,
      environment: { ZOQORE_HOME: join(folder, '.failsafe') },
    });
    expect(second.code).toBe(75);
    expect(document(second)).toMatchObject({ ok: false });
    expect(second.stdout).toContain(String(server.pid));
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
