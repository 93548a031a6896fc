import { randomBytes } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import type { Database } from '@zoqore/database';
import type { PublicationEvent } from '@zoqore/ledger';
import type { PolicyEnvironment } from '@zoqore/policy';
import type { Runtime } from '@zoqore/runtime';
import { type Config, defaultConfig, parseConfig } from './config.ts';
import { type Home, namedByData, statOf } from './home.ts';
import { openInstallation } from './installation.ts';
import { publicationOf } from './publication.ts';
import { modelReader } from './model-files.ts';
import { readPack } from './extended-policies.ts';
import { policyFileReader, writePolicyPacks } from './policy-files.ts';
import { writePrivateFile } from './private-file.ts';
import { agentKeyName, createSecrets, readApiKey, type SecretFiles, secretFiles } from './secrets.ts';

/** A runtime on the store of this installation, in this process. */
export interface LocalRuntime {
  readonly runtime: Runtime;
  readonly database: Database;
  readonly config: Config;
  readonly secrets: SecretFiles;
  close(): Promise<void>;
}

export interface LocalRuntimeOptions {
  readonly home: Home;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: () => number;
  /** How long another opener of the store is waited for. */
  readonly lockTimeoutMs: number;
  /** Called with what witnesses and anchors do; without it they are left alone. */
  readonly onPublication?: (event: PublicationEvent) => void;
}

/** The ledger refuses before the embedded engine could meet a full disk. */
function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Makes what a first start needs: configuration, policy packs, secrets. What is there already stays as it is. */
export async function prepareInstallation(home: Home): Promise<void> {
  if (statOf(home.configFile) === undefined) writePrivateFile(home.configFile, defaultConfig, 'create');
  writePolicyPacks(home);
  const { newApiKey } = await import('@zoqore/runtime');
  createSecrets(home.secrets, () => newApiKey(randomBytes));
}

/** @throws QoreError CONFIG_INVALID */
export function readConfig(home: Home): Config {
  return parseConfig(readFileSync(home.configFile, 'utf8'), {
    source: namedByData(home, home.configFile),
    root: home.root,
  });
}

/** The places that policies of this installation are compiled for. */
export function policyEnvironment(home: Home, config: Config): Required<PolicyEnvironment> {
  return {
    workspace: config.workspace,
    home: homedir(),
    protectedPaths: [home.root, dirname(import.meta.dirname)],
  };
}

/** Opens the store and the runtime on it; whoever calls closes it. */
export async function openLocalRuntime(options: LocalRuntimeOptions): Promise<LocalRuntime> {
  const { home, config, environment, clock } = options;
  const secrets = secretFiles(home.secrets);
  const installation = openInstallation(home.installationFile, clock);
  const policy = await policyFileReader(home, config.policy.files);
  const [{ openDatabase }, { ledgerKeyFiles }, { createSqlStore }, { openRuntime }] = await Promise.all([
    import('@zoqore/database'),
    import('./ledger-key-files.ts'),
    import('@zoqore/ledger/postgres'),
    import('@zoqore/runtime'),
  ]);
  const database = await openDatabase({
    url: databaseUrl(home, config, environment),
    lockTimeoutMs: options.lockTimeoutMs,
  });
  try {
    const runtime = await openRuntime({
      database,
      store: createSqlStore({
        database,
        durability: config.database.durability,
        ...(database.isExclusive
          ? { journalDirectory: home.ledgerJournal, freeBytes: () => freeBytes(home.generation) }
          : {}),
      }),
      // The origin of the log, which the runtime builds from the same id.
      signer: ledgerKeyFiles(home.secrets, `zoqore/${installation.id}/main`),
      installationId: installation.id,
      policy,
      models: modelReader(home),
      readPack,
      environment: policyEnvironment(home, config),
      clock,
      publication: await publicationOf(options),
      approvalTtlMs: config.approvals.ttlMinutes * 60_000,
      presetKeys: [
        { name: agentKeyName, key: readApiKey(secrets.agentKey), scopes: ['decide'], actors: 'any' },
        { name: 'host', key: readApiKey(secrets.hostKey), scopes: ['approve', 'admin'], actors: [] },
        ...environmentKey(environment),
      ],
    });
    return {
      runtime,
      database,
      config,
      secrets,
      async close() {
        try {
          await runtime.close();
        } finally {
          await database.close();
        }
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** DATABASE_URL, else the file's, else the embedded store of the generation. */
function databaseUrl(
  home: Home,
  config: Config,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const named = environment['DATABASE_URL'];
  return named !== undefined && named !== '' ? named : (config.database.url ?? `pglite:${home.database}`);
}

/** The predecessor's single key, as long as operators still set it. */
function environmentKey(
  environment: Readonly<Record<string, string | undefined>>,
): { name: string; key: string; scopes: ['decide']; actors: 'any' }[] {
  const key = environment['QORE_API_KEY'];
  return key === undefined || key === ''
    ? []
    : [{ name: 'QORE_API_KEY', key, scopes: ['decide'], actors: 'any' }];
}
