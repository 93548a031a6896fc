import { z } from 'zod';
import type { RequestExample, ResourceExample } from '../policy-set.ts';
import { action, json, list, riskGrade, text, trustStage } from './primitives.ts';

const line = text(4_096);
const command = z.union([line, z.array(z.string().max(4_096)).min(1).max(1_000)]);
const names = z.array(text(256)).max(1_000);
const object = z.record(z.string(), json);

const resource: z.ZodType<ResourceExample> = z
  .strictObject({
    path: line.exactOptional(),
    url: z.url().exactOptional(),
    method: text(32).exactOptional(),
    command: command.exactOptional(),
    certainty: z.enum(['declared', 'inferred']).exactOptional(),
    action: action.exactOptional(),
  })
  .refine(
    (value) => [value.path, value.url, value.command].filter((target) => target !== undefined).length === 1,
    { error: 'needs exactly one of `path`, `url` and `command`' },
  );

export const requestSchema: z.ZodType<RequestExample> = z.strictObject({
  action: action.exactOptional(),
  path: line.exactOptional(),
  url: z.url().exactOptional(),
  method: text(32).exactOptional(),
  command: command.exactOptional(),
  tool: z
    .strictObject({ server: text(256), name: text(256), arguments: object.exactOptional() })
    .exactOptional(),
  prompt: z
    .strictObject({ model: text(256).exactOptional(), persona: text(256).exactOptional() })
    .exactOptional(),
  service: text(256).exactOptional(),
  resources: z.array(resource).min(1).max(1_000).exactOptional(),
  actor: z
    .strictObject({
      id: text(256).exactOptional(),
      kind: text(64).exactOptional(),
      roles: list(text(256)).exactOptional(),
      trustStage: trustStage.exactOptional(),
    })
    .exactOptional(),
  content: z.string().exactOptional(),
  labels: names.exactOptional(),
  session: text(256).exactOptional(),
  context: object.exactOptional(),
  risk: riskGrade.exactOptional(),
  now: z.iso.datetime({ offset: true }).exactOptional(),
});
