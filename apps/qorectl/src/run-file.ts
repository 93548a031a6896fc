import { unlinkSync } from 'node:fs';
import { z } from 'zod';
import { statOf } from './home.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';
import { processIdentity } from './process-identity.ts';

const runSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.string(),
  version: z.string(),
  /** False for a runtime alone. */
  isGateway: z.boolean().default(true),
  runtimeUrl: z.string().optional(),
  gatewayUrl: z.string().optional(),
});
const storedSchema = runSchema.extend({
  bootId: z.string().optional(),
  processStart: z.string().optional(),
});

/** What a server that runs says about itself in run/. */
export type RunRecord = Readonly<z.infer<typeof runSchema>>;

export function writeRunFile(path: string, record: RunRecord): void {
  const stored = { ...record, ...processIdentity(record.pid) };
  writePrivateFile(path, `${JSON.stringify(stored)}\n`, 'replace');
}

/** Undefined when there is none, when it is damaged, or when the process that it names is gone. */
export function readRunFile(path: string): RunRecord | undefined {
  if (statOf(path) === undefined) return undefined;
  try {
    const stored = storedSchema.parse(JSON.parse(readPrivateFile(path, 16_384)));
    const { bootId, processStart, ...record } = stored;
    const now = processIdentity(record.pid);
    // INVARIANT: a number that another process took over is not believed; keys are sent to the addresses.
    const isSame = now !== undefined && now.bootId === bootId && now.processStart === processStart;
    return isSame ? record : undefined;
  } catch {
    return undefined;
  }
}

export function removeRunFile(path: string): void {
  if (statOf(path) !== undefined) unlinkSync(path);
}
