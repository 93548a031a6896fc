import type { DecisionRequest, ToolContext } from '@zoqore/runtime';

export type Action = DecisionRequest['action'];

/** What the argument at a JSON pointer is; `*` stands for any array index. */
export type Parameters = NonNullable<ToolContext['parameters']>;

/** What a known tool does, and which of its arguments name something. */
export interface Capability {
  readonly action: Action;
  readonly parameters?: Parameters | undefined;
}

/** Tool name → capability. A tool that is not in the map is unknown, and treated as `execute`. */
export type CapabilityMap = Readonly<Record<string, Capability>>;

export interface ToolHints {
  readonly readOnlyHint?: boolean | undefined;
  readonly destructiveHint?: boolean | undefined;
  readonly openWorldHint?: boolean | undefined;
}

const SEVERITY = { read: 0, write: 1, network: 2, execute: 3, admin: 4 } as const satisfies Record<
  Action,
  number
>;

/**
 * The action of a call: the capability's, made stricter where the server itself says that the tool does more.
 * Hints come from the server and so can raise the action and never lower it (MCP 2026-07-28, ToolAnnotations).
 */
export function effectiveAction(capability: Capability | undefined, hints: ToolHints | undefined): Action {
  const claimed: Action[] = [capability?.action ?? 'execute'];
  if (hints?.readOnlyHint === false || (hints?.destructiveHint === true && hints.readOnlyHint !== true)) {
    claimed.push('write');
  }
  if (hints?.openWorldHint === true) claimed.push('network');
  return claimed.reduce((strictest, action) => (SEVERITY[action] > SEVERITY[strictest] ? action : strictest));
}
