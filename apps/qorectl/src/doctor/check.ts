import type { RuntimeClient } from '@zoqore/runtime/client';
import type { Config } from '../config.ts';
import type { Connection } from '../connect.ts';
import type { Home } from '../home.ts';
import type { RunRecord } from '../run-file.ts';

/** What all checks look at; made once. What could not be had is an error that the check responsible reports. */
export interface Examination {
  readonly root: string;
  readonly home: Home | Error;
  readonly config: Config | Error;
  readonly connection: Connection | Error;
  readonly status: Awaited<ReturnType<RuntimeClient['status']>> | Error;
  /** Of a server that runs. */
  readonly running: RunRecord | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** What a check found, with the proof and what mends it. */
export interface Finding {
  readonly status: CheckStatus;
  readonly evidence: string;
  readonly fix?: string;
}

export interface Check {
  readonly id: string;
  readonly title: string;
  examine(examination: Examination): Finding | Promise<Finding>;
}

export interface CheckResult extends Finding {
  readonly id: string;
  readonly title: string;
}

export function ok(evidence: string): Finding {
  return { status: 'ok', evidence };
}

export function warn(evidence: string, fix: string): Finding {
  return { status: 'warn', evidence, fix };
}

export function fail(evidence: string, fix: string): Finding {
  return { status: 'fail', evidence, fix };
}

/** For a check that cannot be made because another one failed. */
export function skip(because: string): Finding {
  return { status: 'skip', evidence: because };
}
