import type { Action, ResourceKind, RiskGrade, TrustStage } from '../../model.ts';

export const entityTypes: Readonly<Record<ResourceKind, string>> = {
  path: 'Path',
  url: 'Url',
  command: 'Command',
  tool: 'Tool',
  prompt: 'Prompt',
  service: 'Service',
};

/** `unknown` is that of an inferred path of unknown access. */
export const actions: readonly (Action | 'unknown')[] = [
  'read',
  'write',
  'execute',
  'network',
  'admin',
  'unknown',
];

export const riskRank: Readonly<Record<RiskGrade, number>> = { L1: 1, L2: 2, L3: 3 };
export const trustRank: Readonly<Record<TrustStage, number>> = { CBT: 1, KBT: 2, IBT: 3 };

/** Arguments of a command that have an attribute of their own. */
export const MAX_POSITIONS = 8;

const scope = `{ principal: Actor, resource: [${Object.values(entityTypes).join(', ')}], context: Facts }`;

/**
 * The same for every set. Each request is asked twice: may it proceed, and if not, may a person be asked? So each
 * action is two, in the groups `proceed` and `ask`.
 */
export const cedarSchema: string = `// Exported by ZoQore; docs/policy-export.md says how requests become entities.
type PathText = { whole: String, parent: String, name: String };

entity Actor { name: String, kind: String, roles: Set<String>, trust: Long };
entity Path { inferred: Bool, exact: PathText, folded: PathText };
entity Url { inferred: Bool, scheme: String, host: String, port: Long, path: String, method?: String };
entity Command {
  inferred: Bool, program: String, base: String, count: Long, arguments: Set<String>, line: String,
  ${Array.from({ length: MAX_POSITIONS }, (_, index) => `argument${index + 1}?: String`).join(', ')}
};
entity Tool, Prompt, Service { inferred: Bool };
// The tool call; a tag for each argument, with its entries as JSON texts.
entity Call { server: String, name: String } tags Set<String>;

type Facts = { risk: Long, labels: Set<String>, day: Long, minute: Long, content?: String, tool?: Call };

action "proceed", "ask";
action ${quoted(actions)} in ["proceed"] appliesTo ${scope};
action ${quoted(actions.map((action) => `ask-${action}`))} in ["ask"] appliesTo ${scope};
`;

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
