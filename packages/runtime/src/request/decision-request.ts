import { issuesInWords } from '@zoqore/policy';
import type { Action, Json } from '@zoqore/policy';
import { z } from 'zod';
import { RuntimeError } from '../errors.ts';
import { findJsonFault, requestBounds } from './json-bounds.ts';

/** A request as the runtime judges it: parsed, bounded, free of lone surrogates and NUL. */
export interface DecisionRequest {
  /** Idempotency key of the actor, 1–128 characters. */
  readonly requestId: string;
  readonly actorId: string;
  readonly action: Action;
  /** Path or URI: `docs/x.md`, `https://…`, `tool:server/name`. 1–4096 characters. */
  readonly targetPath: string;
  readonly content?: string;
  readonly context?: JsonObject;
  readonly approvalId?: string;
}

interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * `context.tool`: the tool call that a request stands for. `parameters` says what the argument at a JSON pointer
 * is (`*` stands for any array index); arguments it does not name are classified by their form.
 */
export interface ToolContext {
  readonly server: string;
  readonly name: string;
  readonly arguments: JsonObject;
  /** True when the surface's capability map knows this tool; unknown tools are at least L2. */
  readonly isKnown: boolean;
  /** SHA-256 of the canonical definition (name, description, schemas, annotations), hex. */
  readonly definitionDigest?: string | undefined;
  readonly annotations?: ToolAnnotations | undefined;
  readonly parameters?: { readonly [pointer: string]: ParameterKind } | undefined;
  /**
   * Where paths in the arguments really lead, links resolved by an edge on the same host. Judged beside the arguments,
   * and part of the intent: an approval does not outlive a link that is turned elsewhere.
   */
  readonly realPaths?: readonly string[] | undefined;
  /** Ids of what the tool's own description was found to hold, such as `content.injection-tool`. */
  readonly descriptionMarks?: readonly string[] | undefined;
}

export interface ToolAnnotations {
  readonly destructiveHint?: boolean | undefined;
  readonly readOnlyHint?: boolean | undefined;
  readonly openWorldHint?: boolean | undefined;
}

export type ParameterKind = 'path' | 'url' | 'command' | 'content';

/** Depth leaves room for what the ledger entry puts around the context. */

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'expected an object',
);

/** The wire shape of `POST /evaluate`. Unknown fields are dropped, as they always were. */
export const decisionRequestSchema = z.object({
  requestId: z.string().min(1).max(128),
  actorId: z.string().min(1).max(256),
  action: z.enum(['read', 'write', 'execute', 'network', 'admin']),
  targetPath: z.string().min(1).max(4096),
  content: z.string().optional(),
  context: jsonObject.optional(),
  approvalId: z.string().min(1).max(64).optional(),
});

/** `detector.finding`. */
export const signalIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z]+\.[a-z-]+$/, 'expected the id of a signal');

const hint = z.boolean().optional();

export const toolContextSchema = z.object({
  server: z.string().min(1).max(128),
  name: z.string().min(1).max(256),
  arguments: jsonObject,
  isKnown: z.boolean().default(false),
  definitionDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  annotations: z.object({ destructiveHint: hint, readOnlyHint: hint, openWorldHint: hint }).optional(),
  parameters: z.record(z.string(), z.enum(['path', 'url', 'command', 'content'])).optional(),
  realPaths: z.array(z.string().min(1).max(4096)).max(256).optional(),
  descriptionMarks: z.array(signalIdSchema).max(16).optional(),
});

/**
 * The typed request, or the reasons why it is none.
 * @throws RuntimeError VALIDATION_ERROR with `details.issues[{path, message}]`
 */
export function parseDecisionRequest(value: unknown): DecisionRequest {
  const fault = findJsonFault(value, requestBounds);
  if (fault !== undefined) throw invalid([fault]);
  const parsed = decisionRequestSchema.safeParse(value);
  if (!parsed.success) throw invalid(issuesOf(parsed.error, value));
  return withoutAbsent(parsed.data);
}

/** The tool call in a request's context, if it carries one. @throws RuntimeError VALIDATION_ERROR */
export function parseToolContext(request: DecisionRequest): ToolContext | undefined {
  const tool = request.context?.['tool'];
  if (tool === undefined || typeof tool === 'string') return undefined;
  const parsed = toolContextSchema.safeParse(tool);
  if (!parsed.success) throw invalid(issuesOf(parsed.error, tool, ['context', 'tool']));
  return parsed.data;
}

/** What zod says where a schema has no words of its own. */
const bareOfZod = /^(?:Invalid (?:input|option)|Too (?:small|big))\b/;

/** What the schema found in `data`, in the shape of the wire contract. */
export function issuesOf(
  error: z.ZodError,
  data: unknown,
  prefix: readonly string[] = [],
): { path: string; message: string }[] {
  const told = error.issues.flatMap((issue): readonly Pick<typeof issue, 'path' | 'message'>[] =>
    bareOfZod.test(issue.message)
      ? issuesInWords(new z.ZodError([issue]), data).map(({ path, message }) => ({
          path: [...path],
          message,
        }))
      : [issue],
  );
  return told.map(({ path, message }) => ({ path: [...prefix, ...path].map(String).join('.'), message }));
}

export function invalid(
  issues: readonly { path: string; message: string }[],
  part: 'body' | 'query' = 'body',
): RuntimeError {
  return new RuntimeError({
    code: 'VALIDATION_ERROR',
    message: `the request is not valid: ${issues.map((issue) => `${issue.path || part}: ${issue.message}`).join('; ')}`,
    details: { issues },
  });
}

type Parsed = z.output<typeof decisionRequestSchema>;

function withoutAbsent(parsed: Parsed): DecisionRequest {
  const { content, context, approvalId, ...required } = parsed;
  return {
    ...required,
    ...(content === undefined ? {} : { content }),
    ...(context === undefined ? {} : { context }),
    ...(approvalId === undefined ? {} : { approvalId }),
  };
}
