import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestDatabase } from '@zoqore/database/testing';
import { createHome } from '../../src/home.ts';
import { builtEntry } from './build.ts';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout holds what is waited for, rejects when the process ends before. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
}

export interface StartOptions {
  readonly input?: string;
  /** Leaves standard input open after `input`. */
  readonly isOpen?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
}

/** An empty folder to be ZOQORE_HOME's parent. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'qorectl-e2e-'));
}

/** Puts an empty store where a first start would spend seconds on making one; the rest of the first start is left to it. */
export async function placeStore(home: string): Promise<void> {
  const database = await openTestDatabase({ directory: createHome(home).database });
  await database.close();
}

/** Starts the built command line as an operator would: its own process, nothing inherited but PATH and HOME. */
export function start(args: readonly string[], options: StartOptions = {}): Running {
  const child = spawn(process.execPath, ['--conditions=@zoqore/source', builtEntry(), ...args], {
    cwd: options.workingDirectory ?? tmpdir(),
    env: { PATH: process.env['PATH'], HOME: tmpdir(), ...options.environment },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const watcher of watchers) watcher();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).write(options.input ?? '');
  if (options.isOpen !== true) child.stdin.end();
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return {
    child,
    pid: child.pid ?? 0,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout);
          if (match === null) return;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        void ended.then(({ code }) =>
          reject(new Error(`ended with ${code} before ${String(pattern)}: ${stdout}${stderr}`)),
        );
        look();
      }),
  };
}

/** Runs one command to its end. */
export function run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** The one document on stdout. */
export function document(ended: Ended): unknown {
  return JSON.parse(ended.stdout);
}
