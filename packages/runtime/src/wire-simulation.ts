import { z } from 'zod';
import type { Preview } from './operations/preview.ts';
import type { Simulation } from './operations/simulation.ts';
import {
  action,
  answerSchema,
  comparedPolicySchema,
  epochMs,
  grade,
  index,
  jsonObject,
  jsonSchema,
  obligation,
  outcome,
  policyFileSchema,
  role,
} from './wire.ts';

/** What requests would be answered, as `POST /v1/policy/explain` and `/v1/policy/simulate` tell it. */

const effect = z.enum(['allow', 'escalate', 'deny']);
const ruleIds = z.array(z.string());
const touched = { certainty: z.enum(['declared', 'inferred']), action: action.exactOptional() };
const resource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string(), ...touched }),
  z.object({
    kind: z.literal('url'),
    url: z.string(),
    scheme: z.string(),
    host: z.string(),
    port: z.int(),
    path: z.string(),
    method: z.string().exactOptional(),
    ...touched,
  }),
  z.object({ kind: z.literal('command'), program: z.string(), argv: z.array(z.string()), ...touched }),
  z.object({ kind: z.literal('tool'), server: z.string(), name: z.string(), ...touched }),
  z.object({
    kind: z.literal('prompt'),
    model: z.string().exactOptional(),
    persona: z.string().exactOptional(),
    ...touched,
  }),
  z.object({ kind: z.literal('service'), name: z.string(), ...touched }),
]);
const judgement = z.object({ resource, effect, rules: ruleIds, isDefault: z.boolean() });
const otherRule = z.object({ rule: z.string(), effect });
const unmet = z.object({ condition: z.string(), expected: z.string(), found: jsonSchema });
export const previewSchema = z.object({
  decision: answerSchema
    .pick({
      riskGrade: true,
      evaluationTier: true,
      reasons: true,
      requiredActions: true,
      matchedRules: true,
      obligations: true,
    })
    .extend({ outcome }),
  verdict: z.object({
    effect,
    rules: ruleIds,
    isDefault: z.boolean(),
    obligations: z.array(obligation),
    requiredActions: z.array(z.string()),
    because: z.array(z.string()),
    judgements: z.array(judgement),
    errors: z.array(z.object({ rule: z.string(), message: z.string() })),
  }),
  explanation: z.object({
    resources: z.array(
      z.object({
        judgement,
        others: z.array(
          z.union([
            otherRule.extend({ outcome: z.literal('overruled') }),
            otherRule.extend({ outcome: z.literal('unmet'), unmet }),
          ]),
        ),
      }),
    ),
    facts: jsonObject,
  }),
  assessment: z.object({
    grade,
    score: z.number(),
    confidence: z.number(),
    factors: z.array(
      z.object({
        id: z.string(),
        detector: z.enum(['path', 'shell', 'content', 'egress', 'novelty', 'trust', 'tool']),
        grade,
        weight: z.number(),
        confidence: z.number(),
        evidence: z.string(),
      }),
    ),
  }),
}) satisfies z.ZodType<Preview>;

export const policySimulationSchema = z.strictObject({
  requests: z.array(z.unknown()).min(1).max(1000),
  policy: policyFileSchema.exactOptional(),
  under: z.enum(['in-force', 'proposed', 'both']).exactOptional(),
  suppose: z
    .strictObject({
      actor: z
        .strictObject({
          id: z.string().min(1).max(256).exactOptional(),
          kind: z.enum(['agent', 'person', 'service']).exactOptional(),
          roles: z.array(role).max(64).exactOptional(),
          trustStage: z.enum(['CBT', 'KBT', 'IBT']).exactOptional(),
        })
        .exactOptional(),
      labels: z.array(z.string().min(1).max(128)).max(64).exactOptional(),
      now: epochMs.exactOptional(),
    })
    .exactOptional(),
});
export const simulationSchema = z.object({
  inForce: comparedPolicySchema.exactOptional(),
  proposed: comparedPolicySchema.exactOptional(),
  items: z.array(
    z.union([
      z.object({
        index,
        error: z.object({
          code: z.enum(['VALIDATION_ERROR', 'ACTOR_FORBIDDEN', 'PAYLOAD_TOO_LARGE']),
          message: z.string(),
          details: jsonObject,
        }),
      }),
      z.object({
        index,
        inForce: previewSchema.exactOptional(),
        proposed: previewSchema.exactOptional(),
        change: z.enum(['wider', 'narrower', 'obligations']).exactOptional(),
      }),
    ]),
  ),
  next: index.exactOptional(),
}) satisfies z.ZodType<Simulation>;
