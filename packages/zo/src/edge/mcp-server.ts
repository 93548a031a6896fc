import { ProtocolError, ProtocolErrorCode, Server, type CallToolResult } from '@modelcontextprotocol/server';
import type { ToolContext } from '@zoqore/runtime';
import type { Catalog } from '../upstream/catalog.ts';
import type { Enforcer } from '../call/enforce.ts';
import { ZoError } from '../errors.ts';
import type { Principal } from '../principal.ts';
import { completion, listPrompts, promptGet } from './prompts.ts';
import type { RedactText } from '../result/redact.ts';
import { renderToolResult, renderUnavailable, resultOrThrow } from '../result/render.ts';
import { listResources, listResourceTemplates, ownerOf, resourceRead } from './resources.ts';
import { toolCall } from '../call/tool-call.ts';

export interface McpServerOptions {
  readonly name: string;
  readonly version: string;
  readonly catalog: Catalog;
  readonly enforcer: Enforcer;
  readonly principal: Principal;
  /** Aborts when the gateway closes. */
  readonly closing: AbortSignal;
  readonly redactText: RedactText;
  /** Whether this client can be told that the tools changed. */
  readonly announces: boolean;
}

const INSTRUCTIONS =
  'Every call passes through ZoQore, which may refuse it or hold it for approval. A refusal says why and what to do next; do not work around it.';

// The server side never validates: it asks nothing of clients, and a validator for each request costs more than it.
const NO_VALIDATOR = {
  getValidator: () => () => ({
    valid: false as const,
    data: undefined,
    errorMessage: 'nothing is validated here',
  }),
};

/**
 * The MCP server for one principal. Each message is judged in its handler, whatever came before it: there is no
 * session to have passed. What has no handler here is answered `-32601` by the SDK and reaches no upstream.
 */
export function makeMcpServer(options: McpServerOptions): Server {
  const { name, version, catalog, enforcer, principal, closing, redactText, announces } = options;
  const { actorId } = principal;
  const server = new Server(
    { name, version },
    {
      capabilities: {
        tools: announces ? { listChanged: true } : {},
        resources: {},
        prompts: {},
        completions: {},
      },
      instructions: INSTRUCTIONS,
      jsonSchemaValidator: NO_VALIDATOR,
    },
  );
  const signalOf = (request: AbortSignal): AbortSignal => AbortSignal.any([request, closing]);

  server.setRequestHandler('tools/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { tools: await catalog.tools(actorId) };
  });

  server.setRequestHandler('tools/call', async ({ params }, { mcpReq }): Promise<CallToolResult> => {
    const found = await catalog.tool(params.name).catch(unavailable);
    if (found instanceof ZoError) return renderUnavailable(found);
    if (found === undefined) throw invalidParams(`unknown tool \`${params.name.slice(0, 128)}\``);
    const args = (params.arguments ?? {}) as ToolContext['arguments'];
    const signal = signalOf(mcpReq.signal);
    const execution = await toolCall({ ...found, args, principal, signal, redactText }).catch(tooLarge);
    return renderToolResult(await enforcer.enforce(execution));
  });

  server.setRequestHandler('resources/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { resources: await listResources(catalog, actorId) };
  });

  server.setRequestHandler('resources/templates/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { resourceTemplates: await listResourceTemplates(catalog, actorId) };
  });

  server.setRequestHandler('resources/read', async ({ params: { uri } }, { mcpReq }) => {
    const upstream = await ownerOf(catalog, uri);
    if (upstream === undefined) throw invalidParams('unknown resource');
    const signal = signalOf(mcpReq.signal);
    return resultOrThrow(
      await enforcer.enforce(await resourceRead({ upstream, uri, principal, signal, redactText })),
    );
  });

  server.setRequestHandler('prompts/list', async ({ params }) => {
    refuseCursor(params?.cursor);
    return { prompts: await listPrompts(catalog, actorId) };
  });

  server.setRequestHandler('prompts/get', async ({ params }, { mcpReq }) => {
    const routed = catalog.route(params.name);
    if (routed === undefined) throw invalidParams('unknown prompt');
    const call = { routed, principal, signal: signalOf(mcpReq.signal), redactText };
    return resultOrThrow(await enforcer.enforce(promptGet(call, params.arguments ?? {})));
  });

  server.setRequestHandler('completion/complete', async ({ params }, { mcpReq }) => {
    const { ref } = params;
    const owner = ref.type === 'ref/prompt' ? undefined : await ownerOf(catalog, ref.uri);
    const routed =
      ref.type === 'ref/prompt' ? catalog.route(ref.name) : owner && { upstream: owner, name: ref.uri };
    if (routed === undefined) throw invalidParams('unknown reference');
    const call = { routed, principal, signal: signalOf(mcpReq.signal), redactText };
    return resultOrThrow(await enforcer.enforce(await completion(call, params)));
  });

  return server;
}

function unavailable(error: unknown): ZoError {
  if (error instanceof ZoError) return error;
  return new ZoError({
    code: 'UPSTREAM_UNAVAILABLE',
    message: 'the tools of the upstream cannot be listed',
    cause: error,
  });
}

function invalidParams(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

/** Lists come whole, so no cursor is one that this server gave out. */
function refuseCursor(cursor: string | undefined): void {
  if (cursor !== undefined) throw invalidParams('unknown cursor');
}

/** Arguments that cannot be judged whole are no call. */
function tooLarge(error: unknown): never {
  throw error instanceof ZoError && error.code === 'CALL_TOO_LARGE' ? invalidParams(error.message) : error;
}
