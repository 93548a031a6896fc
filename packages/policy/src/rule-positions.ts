import { readYaml } from './yaml-document.ts';

/** Where a rule starts in its text, 1-based. */
export interface RulePosition {
  readonly line: number;
  readonly column: number;
}

/** The rules of a policy text by id, for whoever says something about one of them. Empty for a text that is no YAML. */
export function rulePositions(text: string): ReadonlyMap<string, RulePosition> {
  const reading = readYaml(text, Number.MAX_SAFE_INTEGER);
  const positions = new Map<string, RulePosition>();
  if ('issues' in reading) return positions;
  const rules: unknown = Object(reading.data).rules;
  if (!Array.isArray(rules)) return positions;
  rules.forEach((rule: unknown, at) => {
    const id: unknown = Object(rule).id;
    const { line, column } = reading.locate(['rules', at, 'id'], 'value');
    if (typeof id === 'string' && line !== undefined && column !== undefined)
      positions.set(id, { line, column });
  });
  return positions;
}
