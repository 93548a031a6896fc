import { z } from 'zod';

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const anything = z.unknown().optional();
const resource = z.looseObject({
  kind: z.string(),
  path: text,
  url: text,
  server: text,
  name: text,
  program: text,
  argv: anything,
  action: text,
  certainty: text,
});
const factor = z.looseObject({ id: z.string(), grade: z.string(), weight: z.number(), evidence: z.string() });
const tool = z.looseObject({ server: z.string(), name: z.string(), arguments: anything, state: text });

/** Read leniently: entries of other versions, and of another server by `--url`, are shown as far as they go. */
const factsSchema = z.looseObject({
  detail: text,
  redacted: z.array(z.string()).catch([]),
  resources: z.array(resource.catch({ kind: 'unreadable resource' })).catch([]),
  resourceCount: number,
  tool: tool.optional().catch({ server: 'unreadable', name: 'tool' }),
  risk: z
    .looseObject({ score: number, confidence: number, factors: z.array(factor).catch([]) })
    .optional()
    .catch(undefined),
  content: anything,
  commitments: z.looseObject({ content: anything }).optional().catch(undefined),
  context: z.record(z.string(), z.unknown()).optional().catch(undefined),
  session: anything,
  halt: z.looseObject({ reason: text, haltedAt: text }).optional().catch(undefined),
  approval: z.looseObject({ id: text, obstacle: text }).optional().catch(undefined),
  labels: z.array(z.string()).catch([]),
});

/** What the ledger kept of one request: what it touches, how risky that was found to be. */
export type RecordedFacts = Readonly<z.output<typeof factsSchema>>;
export type RecordedResource = RecordedFacts['resources'][number];

export function readFacts(facts: unknown): RecordedFacts {
  const parsed = factsSchema.safeParse(facts);
  return parsed.success ? parsed.data : factsSchema.parse({});
}
