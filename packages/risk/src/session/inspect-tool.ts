import type { Signal } from '../model.ts';
import { makeSignal } from '../signal.ts';

/** What is known of the tool that a request calls. */
export interface ToolFacts {
  /** Whether configuration says what the tool does. */
  readonly isKnown: boolean;
  /** Whether description or schema differ from what was accepted. */
  readonly definitionChanged: boolean;
  /** Ids of what its description holds that reads like instructions to a model. */
  readonly descriptionMarks?: readonly string[];
  /** MCP tool annotations: the tool's own claims, believed only where they make it look worse. */
  readonly annotations?: {
    readonly readOnlyHint?: boolean;
    readonly destructiveHint?: boolean;
    readonly idempotentHint?: boolean;
    readonly openWorldHint?: boolean;
  };
}

/**
 * An unknown tool is L2, a changed definition L3. `destructiveHint` makes a known tool at least L2 and an
 * unknown one L3; no hint ever lowers. A description that reads like instructions is L2: it is there whatever the call
 * does, and wording alone is no ground to refuse every call of a tool.
 */
export function inspectTool(facts: ToolFacts): Signal[] {
  const signals: Signal[] = [];
  if (!facts.isKnown) {
    signals.push(makeSignal('tool', 'unknown', 'L2', 'no capability map says what this tool does'));
  }
  if (facts.definitionChanged) {
    signals.push(
      makeSignal('tool', 'definition-changed', 'L3', 'description or schema changed since accepted'),
    );
  }
  const marks = facts.descriptionMarks ?? [];
  if (marks.length > 0) {
    signals.push(
      makeSignal(
        'tool',
        'description-marks',
        'L2',
        `its description reads like instructions: ${marks.join(', ')}`,
      ),
    );
  }
  if (facts.annotations?.destructiveHint === true) {
    const grade = facts.isKnown ? 'L2' : 'L3';
    signals.push(makeSignal('tool', 'destructive', grade, 'the tool declares destructiveHint'));
  }
  if (facts.annotations?.openWorldHint === true) {
    signals.push(makeSignal('tool', 'open-world', 'L2', 'the tool declares openWorldHint'));
  }
  return signals;
}
