import { readFileSync, unlinkSync } from 'node:fs';
import { z } from 'zod';
import { statOf } from './home.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const runSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.string(),
  version: z.string(),
  /** False for a runtime alone. */
  isGateway: z.boolean().default(true),
  runtimeUrl: z.string().optional(),
  gatewayUrl: z.string().optional(),
});

/** What a server that runs says about itself in run/. */
export type RunRecord = Readonly<z.infer<typeof runSchema>>;

export function writeRunFile(path: string, record: RunRecord): void {
  writePrivateFile(path, `${JSON.stringify(record)}\n`, 'replace');
}

/** Undefined when there is none, when it is damaged, or when its process is gone. */
export function readRunFile(path: string): RunRecord | undefined {
  if (statOf(path) === undefined) return undefined;
  try {
    const record = runSchema.parse(JSON.parse(readPrivateFile(path, 16_384)));
    return isAlive(record.pid) ? record : undefined;
  } catch {
    return undefined;
  }
}

export function removeRunFile(path: string): void {
  if (statOf(path) !== undefined) unlinkSync(path);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie answers signals and serves nobody.
    return !/^State:\s+Z/m.test(
      process.platform === 'linux' ? readFileSync(`/proc/${pid}/status`, 'utf8') : '',
    );
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
