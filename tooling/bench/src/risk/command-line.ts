import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { previewSchema } from './served.ts';
import type { Answer, Served } from './served.ts';

const launcher = fileURLToPath(new URL('../../../../qorectl', import.meta.url));

const envelopeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: previewSchema }),
  z.object({ ok: z.literal(false), error: z.object({ name: z.string(), message: z.string() }) }),
]);

/** The same question, put by a process `qorectl policy explain` of its own: a quarter of a second or more. */
export async function askByCommandLine(
  { url, keyFile }: Pick<Served, 'url' | 'keyFile'>,
  request: object,
): Promise<Answer> {
  const options = ['policy', 'explain', '-', '--json', '--url', url, '--key-file', keyFile];
  const child = spawn(launcher, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(request));
  const [printed] = await Promise.all([text(child.stdout), once(child, 'close')]);
  const envelope = envelopeSchema.parse(JSON.parse(printed));
  if (envelope.ok) return envelope.data.decision;
  if (envelope.error.name === 'VALIDATION_ERROR') return undefined;
  throw new Error(`expected an explanation, found ${envelope.error.name}: ${envelope.error.message}`);
}
