import { z } from 'zod';
import type { RequestExample, ResourceExample } from '../policy-set.ts';
import { action, json, list, riskGrade, text, trustStage } from './primitives.ts';

const line = text(4_096);
const command = z.union([line, z.array(z.string().max(4_096)).min(1).max(1_000)]);
const names = z.array(text(256)).max(1_000);
const object = z.record(z.string(), json);
const words = {
  path: 'A path; relative ones lie below the workspace, `~` is the home.',
  url: 'A URL.',
  method: 'HTTP method of the URL.',
  command: 'A command: program and arguments, split at spaces when it is one text.',
};

const resource: z.ZodType<ResourceExample> = z
  .strictObject({
    path: line.exactOptional().describe(words.path),
    url: z.url().exactOptional().describe(words.url),
    method: text(32).exactOptional().describe(words.method),
    command: command.exactOptional().describe(words.command),
    certainty: z
      .enum(['declared', 'inferred'])
      .exactOptional()
      .describe('`declared` where the request names it, `inferred` where it was found inside.'),
    action: action
      .exactOptional()
      .describe('What is done to it, where that is not the action of the request.'),
  })
  .refine(
    (value) => [value.path, value.url, value.command].filter((target) => target !== undefined).length === 1,
    { error: 'needs exactly one of `path`, `url` and `command`' },
  );

export const requestSchema: z.ZodType<RequestExample> = z.strictObject({
  action: action.exactOptional().describe('Left out: `read` for paths, `network` for URLs, else `execute`.'),
  path: line.exactOptional().describe(words.path),
  url: z.url().exactOptional().describe(words.url),
  method: text(32).exactOptional().describe(words.method),
  command: command.exactOptional().describe(words.command),
  tool: z
    .strictObject({
      server: text(256).describe('Name of the MCP server.'),
      name: text(256).describe('Name of the tool.'),
      arguments: object.exactOptional().describe('What it is called with.'),
    })
    .exactOptional()
    .describe('A tool call.'),
  prompt: z
    .strictObject({
      model: text(256).exactOptional().describe('Which model is asked.'),
      persona: text(256).exactOptional().describe('As whom it is asked.'),
    })
    .exactOptional()
    .describe('A prompt to a model.'),
  service: text(256).exactOptional().describe('A service by name.'),
  resources: z.array(resource).min(1).max(1_000).exactOptional().describe('What it touches besides.'),
  actor: z
    .strictObject({
      id: text(256).exactOptional().describe('Left out: `did:example:agent`.'),
      kind: text(64).exactOptional().describe('Left out: `agent`.'),
      roles: list(text(256)).exactOptional().describe('Left out: none.'),
      trustStage: trustStage.exactOptional().describe('Left out: `CBT`.'),
    })
    .exactOptional()
    .describe('Who asks.'),
  content: z.string().exactOptional().describe('What would be written, sent or run.'),
  labels: names.exactOptional().describe('Labels that the session has.'),
  session: text(256).exactOptional().describe('Name of the session.'),
  context: object.exactOptional().describe('Whatever the caller says beside.'),
  risk: riskGrade.exactOptional().describe('Left out: `L1`.'),
  now: z.iso
    .datetime({ offset: true })
    .exactOptional()
    .describe('RFC 3339 with zone. Left out: noon of Monday, 5 January 2026, UTC.'),
});
