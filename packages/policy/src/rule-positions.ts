import type { PolicyError } from './errors.ts';
import { invalidPolicy } from './errors.ts';
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

/**
 * The refusal of a set by `compilePolicy`, which knows data alone, with the places of its issues in the text that the set was
 * parsed from. As it was where the text is one line: so are sets that were joined, where a place says nothing.
 */
export function placeIssues(
  error: PolicyError,
  { text, source }: { readonly text: string; readonly source: string },
): PolicyError {
  const reading = readYaml(text, Number.MAX_SAFE_INTEGER);
  if ('issues' in reading || !text.trim().includes('\n')) return error;
  const issues = error.details.issues.map((issue) =>
    issue.line === undefined ? { ...issue, ...reading.locate(issue.path, 'value') } : issue,
  );
  return invalidPolicy(issues, source, error);
}
