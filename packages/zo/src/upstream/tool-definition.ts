import type { Tool } from '@modelcontextprotocol/client';
import { canonicalDigest } from '../canonical-digest.ts';
import { effectiveAction, type Action, type Capability } from './capability.ts';
import { inspectDefinition, type Finding } from '../result/findings.ts';
import { capabilityOf, type UpstreamConfig } from './upstream-config.ts';

/** A tool as its upstream defines it now, and what the configuration knows of it. */
export interface ToolDefinition {
  readonly server: string;
  readonly tool: Tool;
  /** SHA-256 over name, description, schemas and annotations; what acceptance pins. */
  readonly digest: string;
  readonly action: Action;
  readonly capability?: Capability | undefined;
  /** What of it reads like instructions to a model. */
  readonly findings: readonly Finding[];
}

// The names that MCP 2026-07-28 recommends. Anything else could be read as another target or forge a log line.
const TOOL_NAME = /^[A-Za-z0-9_./-]{1,128}$/u;

export interface ToolDefinitions {
  readonly definitions: ReadonlyMap<string, ToolDefinition>;
  /** Names left out because they are malformed, defined twice or too deep to pin. */
  readonly rejected: readonly string[];
}

/** The tools of one upstream by name. A name defined twice is no one's: which one a call would reach is unknown. */
export function defineTools(
  config: UpstreamConfig,
  tools: readonly Tool[],
  known?: ReadonlyMap<string, ToolDefinition>,
): ToolDefinitions {
  const definitions = new Map<string, ToolDefinition>();
  const rejected = new Set<string>();
  for (const tool of tools) {
    if (!TOOL_NAME.test(tool.name) || definitions.has(tool.name) || rejected.has(tool.name)) {
      definitions.delete(tool.name);
      rejected.add(tool.name);
      continue;
    }
    try {
      const capability = capabilityOf(config, tool.name);
      const action = effectiveAction(capability, tool.annotations);
      const digest = definitionDigest(tool);
      const before = known?.get(tool.name);
      const findings = before?.digest === digest ? before.findings : inspectDefinition(pinned(tool));
      definitions.set(tool.name, { server: config.name, tool, digest, action, capability, findings });
    } catch {
      rejected.add(tool.name);
    }
  }
  return { definitions, rejected: [...rejected].map((name) => JSON.stringify(name.slice(0, 128))) };
}

/** What a model reads of a tool, so what must not change unseen. */
export function definitionDigest(tool: Tool): string {
  return canonicalDigest(pinned(tool));
}

function pinned({ name, description, inputSchema, outputSchema, annotations }: Tool): object {
  const members = Object.entries({ name, description, inputSchema, outputSchema, annotations });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}
