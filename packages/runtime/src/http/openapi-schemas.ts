import { z } from 'zod';
import type { RuntimeErrorCode } from '../errors.ts';
import * as wire from '../wire.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The envelope of `problem.ts`. */
const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    traceId: z.string(),
    details: z.looseObject({}).exactOptional(),
  }),
});

/** What is used in several places is written down once, under these names. */
const names = z
  .registry<{ id: string }>()
  .add(errorSchema, { id: 'Error' })
  .add(wire.jsonSchema, { id: 'Json' })
  .add(wire.answerSchema, { id: 'Answer' })
  .add(wire.decisionRecordSchema, { id: 'Decision' })
  .add(wire.receiptSchema, { id: 'Receipt' })
  .add(wire.approvalSchema, { id: 'Approval' })
  .add(wire.haltSchema, { id: 'Halt' })
  .add(wire.keyRecordSchema, { id: 'Key' })
  .add(wire.toolRecordSchema, { id: 'Tool' });

/** JSON Schemas of one document: the named ones become its components. */
export class Schemas {
  readonly components: Record<string, JsonSchema> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    // Inside an object, so that a named schema is referred to wherever it stands.
    const { $defs = {}, properties = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io,
      metadata: names,
      unrepresentable: 'any',
    });
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...rest } = definition;
      this.components[name] = relocated(rest);
    }
    return relocated(properties['it'] as JsonSchema);
  }

  ofError(codes: readonly RuntimeErrorCode[]): JsonSchema {
    const code = { properties: { code: { enum: [...codes] } } };
    return { allOf: [this.of(errorSchema, 'output'), { properties: { error: code } }] };
  }
}

function relocated(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as JsonSchema;
}
