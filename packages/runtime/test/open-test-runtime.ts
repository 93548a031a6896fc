import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openTestDatabase } from '@zoqore/database/testing';
import type { Database } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import type { Signer, SigningKeys } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '../src/index.ts';
import type { Credential, Runtime, RuntimeOptions } from '../src/index.ts';

export const packs = {
  failsafe: pack('failsafe'),
  balanced: pack('balanced'),
  observe: pack('observe'),
};

function pack(name: string): { text: string; source: string } {
  const path = fileURLToPath(new URL(`../../policy/packs/${name}.yaml`, import.meta.url));
  return { text: readFileSync(path, 'utf8'), source: `${name}.yaml` };
}

export interface TestRuntime {
  readonly runtime: Runtime;
  readonly database: Database;
  /** May ask for any actor. */
  readonly agentKey: string;
  readonly agent: Credential;
  /** May approve and administer. */
  readonly hostKey: string;
  readonly host: Credential;
  /** Moves the clock that the runtime sees. */
  advance(ms: number): void;
  /** Closes and opens again on the same database, as after a restart. */
  restart(options?: TestRuntimeOptions): Promise<TestRuntime>;
  close(): Promise<void>;
}

const newSigner = (): Signer => createSigner('zoqore/test/main', generateKeyPairSync('ed25519').privateKey);
const signingKey = newSigner();

/** Keys of the test's ledger in a set; they begin with one that all tests of a file share. */
export function testSigningKeys(): SigningKeys & { readonly held: Set<Signer> } {
  const held = new Set([signingKey]);
  return {
    held,
    load: async () => [...held],
    create: async () => {
      const signer = newSigner();
      held.add(signer);
      return signer;
    },
    destroy: async (signer) => {
      held.delete(signer);
    },
  };
}

export interface TestRuntimeOptions extends Partial<Omit<RuntimeOptions, 'database'>> {
  /** Opens on this one and leaves it open; otherwise on a new one in memory. */
  readonly database?: Database;
  readonly keys?: { readonly agent: string; readonly host: string };
}

/** A real runtime on a real database, with the clock in hand. */
export async function openTestRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const { database: given, keys, signer = testSigningKeys(), ...rest } = options;
  const database = given ?? (await openTestDatabase());
  let offset = 0;
  const agentKey = keys?.agent ?? newApiKey(randomBytes);
  const hostKey = keys?.host ?? newApiKey(randomBytes);
  const runtime = await openRuntime({
    database,
    store: createSqlStore({ database, durability: 'process' }),
    signer,
    installationId: 'test',
    policy: packs.failsafe,
    readPack: (name) => Object.entries(packs).find(([each]) => each === name)?.[1].text,
    environment: {
      workspace: '/work/project',
      home: '/home/ada',
      protectedPaths: ['/work/project/.failsafe'],
    },
    clock: () => Date.now() + offset,
    presetKeys: [
      { name: 'agent', key: agentKey, scopes: ['decide'], actors: 'any' },
      { name: 'host', key: hostKey, scopes: ['approve', 'admin'], actors: [] },
    ],
    ...rest,
  });
  return {
    runtime,
    database,
    agentKey,
    agent: required(runtime.authenticate(agentKey)),
    hostKey,
    host: required(runtime.authenticate(hostKey)),
    advance(ms) {
      offset += ms;
    },
    async restart(changed = {}) {
      await runtime.close();
      const next = await openTestRuntime({
        ...options,
        signer,
        database,
        keys: { agent: agentKey, host: hostKey },
        ...changed,
      });
      return {
        ...next,
        async close() {
          await next.close();
          if (given === undefined) await database.close();
        },
      };
    },
    async close() {
      await runtime.close();
      if (given === undefined) await database.close();
    },
  };
}

export function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value, found undefined');
  return value;
}

let counter = 0;

/** A request that differs from every other by its id. */
export function request(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    requestId: `request-${++counter}`,
    actorId: 'did:myth:agent',
    action: 'read',
    targetPath: 'docs/readme.md',
    ...fields,
  };
}
