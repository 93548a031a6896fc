import type { CompleteRequest, CompleteResult, GetPromptResult, Prompt } from '@modelcontextprotocol/client';
import type { Catalog, Routed } from '../upstream/catalog.ts';
import { deliverPrompt } from '../result/deliver.ts';
import type { Execution } from '../call/enforce.ts';
import { realPathsFor } from '../call/real-paths.ts';
import type { Principal } from '../principal.ts';
import { Redaction, type RedactText } from '../result/redact.ts';

const LIST = { timeout: 15_000, maxTotalTimeout: 15_000, cacheMode: 'refresh' } as const;
const NO_DEADLINE = { signal: new AbortController().signal, notAfter: Number.POSITIVE_INFINITY };

/** The prompts that this actor could ever get, named as tools are, upstreams in configured order. */
export async function listPrompts(catalog: Catalog, actorId: string): Promise<Prompt[]> {
  const perUpstream = await catalog.collect(async (upstream) => {
    if (!(await upstream.offers('prompts'))) return [];
    return upstream.send(NO_DEADLINE, async (client) => (await client.listPrompts(undefined, LIST)).prompts);
  });
  return perUpstream.flatMap(({ upstream, items }) =>
    items
      .filter(({ name }) => catalog.couldPermit(actorId, upstream.config.name, `prompt:${name}`, 'read'))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((prompt) => ({ ...prompt, name: catalog.publicName(upstream, prompt.name) })),
  );
}

export interface PromptCall {
  readonly routed: Routed;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  readonly redactText: RedactText;
}

/** Getting a prompt: action `read` on `tool:<server>/prompt:<name>`, with all of its arguments. */
export function promptGet(
  call: PromptCall,
  args: Readonly<Record<string, string>>,
): Execution<GetPromptResult> {
  const { upstream, name } = call.routed;
  return {
    principal: call.principal,
    signal: call.signal,
    question: promptQuestion(call.routed, args),
    send: (options) =>
      upstream.send(options, (client, limits) =>
        client.request({ method: 'prompts/get', params: { name, arguments: { ...args } } }, limits),
      ),
    deliver: (result, plan) => deliverPrompt(result, plan, call.redactText),
    isFailure: () => false,
  };
}

/** Completing an argument of a prompt or of a resource template: a read of either. */
export async function completion(
  call: PromptCall,
  params: CompleteRequest['params'],
): Promise<Execution<CompleteResult>> {
  const { upstream, name } = call.routed;
  const { ref, argument, context } = params;
  const args = { [argument.name]: argument.value, ...context?.arguments };
  const isPrompt = ref.type === 'ref/prompt';
  return {
    principal: call.principal,
    signal: call.signal,
    question: isPrompt
      ? promptQuestion(call.routed, args)
      : {
          action: 'read',
          targetPath: ref.uri,
          context: {
            tool: {
              server: upstream.config.name,
              name: 'completion/complete',
              arguments: args,
              isKnown: true,
              realPaths: await realPathsFor(upstream.config, { ...args, uri: ref.uri }),
            },
          },
        },
    send: (options) =>
      upstream.send(options, (client, limits) => {
        const upstreamRef = isPrompt ? { type: ref.type, name } : ref;
        return client.request(
          {
            method: 'completion/complete',
            params: { ref: upstreamRef, argument, ...(context && { context }) },
          },
          limits,
        );
      }),
    deliver: (result, plan) => {
      const redaction = new Redaction(plan.redact, call.redactText);
      const values = redaction.takesMembers
        ? []
        : result.completion.values.map((value) => redaction.text(value));
      return { completion: { values } };
    },
    isFailure: () => false,
  };
}

function promptQuestion(
  { upstream, name }: Routed,
  args: Readonly<Record<string, string>>,
): Execution<unknown>['question'] {
  const server = upstream.config.name;
  return {
    action: 'read',
    targetPath: `tool:${server}/prompt:${name}`,
    context: { tool: { server, name: `prompt:${name}`, arguments: args, isKnown: true } },
  };
}
