import { type Connection, connect } from '../connect.ts';
import { openHome } from '../home.ts';
import { readConfig } from '../local-runtime.ts';
import { reportOf } from '../problem.ts';
import { readRunFile } from '../run-file.ts';
import type { Session } from '../session.ts';
import { type Check, type CheckResult, type Examination, fail } from './check.ts';
import { configFile, configUpstreams, exposure, policyFiles, policyProposal } from './config-checks.ts';
import { fileModes, homeFolder, separateUser } from './home-checks.ts';
import { ledgerKeys } from './ledger-checks.ts';
import { citationPolicy, models, operationalMode } from './model-checks.ts';
import { disk, durability, fileSystem, node } from './host-checks.ts';
import { ledgerAnchors, ledgerWitnesses } from './publication-checks.ts';
import {
  changedTools,
  clock,
  halts,
  ledgerChain,
  ledgerRole,
  runtimeHealth,
  runtimeUp,
  runtimeVersion,
  unboundKeys,
  upstreams,
} from './runtime-checks.ts';

/** In the order in which one builds on another. */
export const checks: readonly Check[] = [
  homeFolder,
  fileModes,
  separateUser,
  configFile,
  configUpstreams,
  runtimeUp,
  runtimeHealth,
  runtimeVersion,
  halts,
  operationalMode,
  policyFiles,
  policyProposal,
  models,
  citationPolicy,
  ledgerChain,
  ledgerRole,
  ledgerKeys,
  ledgerWitnesses,
  ledgerAnchors,
  durability,
  fileSystem,
  disk,
  exposure,
  unboundKeys,
  upstreams,
  changedTools,
  clock,
  node,
];

/** Looks at everything once and lets each check judge it. A check that throws has failed. */
export async function examine(
  session: Session,
  root: string,
  wanted: readonly Check[],
): Promise<readonly CheckResult[]> {
  const home = attempt(() => openHome(root));
  const config = home instanceof Error ? home : attempt(() => readConfig(home));
  const connection: Connection | Error =
    home instanceof Error
      ? home
      : config instanceof Error && readRunFile(home.runFile) === undefined
        ? config
        : await attemptLater(connect(session, { home: root }, 'host'));
  try {
    const examination: Examination = {
      root,
      home,
      config,
      connection,
      status: connection instanceof Error ? connection : await attemptLater(connection.client.status()),
      running: home instanceof Error ? undefined : readRunFile(home.runFile),
      environment: session.environment,
      version: session.version,
      now: session.clock(),
    };
    const results: CheckResult[] = [];
    for (const check of wanted) {
      const { id, title } = check;
      try {
        results.push({ id, title, ...(await check.examine(examination)) });
      } catch (error) {
        const { problem } = reportOf(error);
        results.push({
          id,
          title,
          ...fail(problem.message, problem.hint ?? `qorectl explain ${problem.code}`),
        });
      }
    }
    return results;
  } finally {
    if (!(connection instanceof Error)) await connection.close();
  }
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function attemptLater<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
