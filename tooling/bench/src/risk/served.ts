import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import { ClientError, createClient } from '@zoqore/runtime/client';
import { createHttpApp, listen } from '@zoqore/runtime/http';
import { z } from 'zod';
import { isFromTool, surroundings } from './alarm.ts';
import type { Case } from './corpus.ts';

export const previewSchema = z.object({
  decision: z.object({
    outcome: z.enum(['ALLOW', 'ESCALATE', 'DENY']),
    riskGrade: z.enum(['L1', 'L2', 'L3']),
  }),
});

/** `undefined` when there is no decision, because the request is none (a path with NUL). */
export type Answer = z.infer<typeof previewSchema>['decision'] | undefined;

export interface Served {
  readonly url: string;
  readonly keyFile: string;
  ask(request: object): Promise<Answer>;
  close(): Promise<void>;
}

/** A runtime under the pack `balanced`. `ask` puts a question to `POST /v1/policy/explain`, which records nothing. */
export async function serve(): Promise<Served> {
  const database = await openDatabase({ url: 'pglite:memory' });
  const key = newApiKey(randomBytes);
  const runtime = await openRuntime({
    database,
    store: createSqlStore({ database, durability: 'process' }),
    signer: createSigner('zoqore/bench/main', generateKeyPairSync('ed25519').privateKey),
    installationId: 'bench',
    policy: {
      text: readFileSync(fileURLToPath(import.meta.resolve('@zoqore/policy/packs/balanced.yaml')), 'utf8'),
      source: 'balanced.yaml',
    },
    environment: { ...surroundings, protectedPaths: [] },
    presetKeys: [{ name: 'bench', key, scopes: ['decide'], actors: 'any' }],
  });
  const app = createHttpApp({ runtime: () => runtime, version: 'bench' });
  const listener = await listen({ ...app, address: { host: '127.0.0.1', port: 0 } });
  const client = createClient({ baseUrl: listener.url, key });
  const folder = mkdtempSync(join(tmpdir(), 'zoqore-bench-'));
  const keyFile = join(folder, 'key');
  writeFileSync(keyFile, key, { mode: 0o600 });
  return {
    url: listener.url,
    keyFile,
    ask: async (request) => {
      try {
        return previewSchema.parse(await client.policy.explain(request)).decision;
      } catch (error) {
        if (error instanceof ClientError && error.code === 'VALIDATION_ERROR') return undefined;
        throw error;
      }
    },
    close: async () => {
      rmSync(folder, { recursive: true });
      await listener.close();
      await runtime.close();
      await database.close();
    },
  };
}

/** Whether `/evaluate` has words for it: what a tool returns and where a link leads reaches the runtime by an edge. */
export function isAskable(one: Case): boolean {
  if ('content' in one) return !isFromTool(one);
  return 'command' in one || one.realPath === undefined;
}

/** As a client would put it. */
export function requestOf(one: Case): object {
  const request = { requestId: one.id, actorId: 'did:myth:bench' };
  if ('command' in one) return { ...request, action: 'execute', targetPath: '.', content: one.command };
  if ('content' in one) {
    return { ...request, action: 'write', targetPath: 'docs/case.txt', content: one.content };
  }
  return { ...request, action: one.action, targetPath: one.path };
}
