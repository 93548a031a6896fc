import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

const preview = z.object({
  decision: z.object({
    outcome: z.enum(['ALLOW', 'ESCALATE', 'DENY']),
    riskGrade: z.enum(['L1', 'L2', 'L3']),
  }),
});

/** `undefined` when there is no decision, because the request is none (a path with NUL). */
type Answer = z.infer<typeof preview>['decision'] | undefined;

/** A runtime under the pack `balanced` that is asked as `qorectl policy explain` asks: by HTTP, and nothing is recorded. */
export async function serve(): Promise<{
  ask: (one: Case) => Promise<Answer>;
  close: () => Promise<void>;
}> {
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
  return {
    ask: async (one) => {
      try {
        return preview.parse(await client.policy.explain(requestOf(one))).decision;
      } catch (error) {
        if (error instanceof ClientError && error.code === 'VALIDATION_ERROR') return undefined;
        throw error;
      }
    },
    close: async () => {
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

function requestOf(one: Case): object {
  const request = { requestId: one.id, actorId: 'did:myth:bench' };
  if ('command' in one) return { ...request, action: 'execute', targetPath: '.', content: one.command };
  if ('content' in one) {
    return { ...request, action: 'write', targetPath: 'docs/case.txt', content: one.content };
  }
  return { ...request, action: one.action, targetPath: one.path };
}
