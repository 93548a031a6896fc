import type { CallToolResult } from '@modelcontextprotocol/client';
import type { ToolContext } from '@zoqore/runtime';
import { deliverToolResult } from '../result/deliver.ts';
import type { Execution, Question } from './enforce.ts';
import type { Principal } from '../principal.ts';
import { realPathsFor } from './real-paths.ts';
import type { RedactText } from '../result/redact.ts';
import type { ToolDefinition } from '../upstream/tool-definition.ts';
import type { Upstream } from '../upstream/upstream.ts';

export interface ToolCall {
  readonly upstream: Upstream;
  readonly definition: ToolDefinition;
  readonly args: ToolContext['arguments'];
  readonly principal: Principal;
  readonly signal: AbortSignal;
  readonly redactText: RedactText;
}

/** A tool call as it is decided, sent and delivered: the arguments judged are the very object that is sent. */
export async function toolCall(call: ToolCall): Promise<Execution<CallToolResult>> {
  const { upstream, definition, args, principal, signal, redactText } = call;
  return {
    principal,
    signal,
    question: toolQuestion(definition, args, await realPathsFor(upstream.config, args)),
    send: (options) => upstream.callTool(definition, args, options),
    deliver: (result, plan) => deliverToolResult(result, plan, redactText),
    isFailure: (result) => result.isError === true,
  };
}

function toolQuestion(
  definition: ToolDefinition,
  args: ToolContext['arguments'],
  realPaths: readonly string[],
): Question {
  const { server, tool, digest, action, capability, findings } = definition;
  const hints = hintsOf(definition);
  return {
    action,
    targetPath: `tool:${server}/${tool.name}`,
    context: {
      tool: {
        server,
        name: tool.name,
        arguments: args,
        isKnown: capability !== undefined,
        definitionDigest: digest,
        ...(Object.keys(hints).length === 0 ? {} : { annotations: hints }),
        ...(capability?.parameters === undefined ? {} : { parameters: capability.parameters }),
        ...(findings.length === 0 ? {} : { descriptionMarks: findings.map(({ id }) => id) }),
        ...(realPaths.length === 0 ? {} : { realPaths: [...realPaths] }),
      },
    },
  };
}

function hintsOf({ tool }: ToolDefinition): Record<string, boolean> {
  const { destructiveHint, readOnlyHint, openWorldHint } = tool.annotations ?? {};
  const hints = { destructiveHint, readOnlyHint, openWorldHint };
  return Object.fromEntries(
    Object.entries(hints).filter((entry): entry is [string, boolean] => entry[1] !== undefined),
  );
}
