import type { CompiledRule } from './compiled-rule.ts';
import type { PolicyIssue } from './errors.ts';
import { requestOfExample } from './example-request.ts';
import { firstUnmet, isAbout, messageOf } from './matching.ts';
import type { RuleError } from './model.ts';
import type { PathBase } from './path-glob.ts';
import type { RequestExample, Rule } from './policy-set.ts';
import { subjectOf } from './subject.ts';

/** Runs the examples of a rule against that rule alone. An example whose condition fails to evaluate fails. */
export function exampleIssues(
  rule: Rule,
  compiled: CompiledRule,
  place: { readonly path: PolicyIssue['path']; readonly base: PathBase },
): PolicyIssue[] {
  const issues: PolicyIssue[] = [];
  for (const expected of ['match', 'noMatch'] as const) {
    (rule.examples?.[expected] ?? []).forEach((example, at) => {
      const result = run(example, compiled, place.base);
      if (!result.isBroken && result.matches === (expected === 'match')) return;
      issues.push({
        path: [...place.path, 'examples', expected, at],
        message: `rule \`${rule.id}\` expected example ${at + 1} of \`${expected}\` to ${
          expected === 'match' ? 'match' : 'not match'
        }, found ${result.reason}`,
        expected,
        found: result.matches ? 'match' : 'noMatch',
      });
    });
  }
  return issues;
}

function run(
  example: RequestExample,
  rule: CompiledRule,
  base: PathBase,
): { readonly matches: boolean; readonly isBroken: boolean; readonly reason: string } {
  const input = requestOfExample(example, base);
  let reason = 'nothing that the rule is about';
  let isFirst = true;
  const errors: RuleError[] = [];
  const note = (text: string): void => {
    if (isFirst) reason = text;
    isFirst = false;
  };
  try {
    for (const resource of input.resources) {
      const subject = subjectOf(input, resource);
      if (!isAbout(rule, subject)) {
        note(`the action ${subject.action ?? 'unknown'}`);
        continue;
      }
      const unmet = firstUnmet(rule, subject, (error) => errors.push(error));
      if (unmet === undefined && errors.length === 0) {
        return { matches: true, isBroken: false, reason: 'that it does' };
      }
      if (unmet !== undefined) note(`that \`${unmet.name}\` does not hold`);
    }
  } catch (cause) {
    return { matches: false, isBroken: true, reason: messageOf(cause) };
  }
  const [error] = errors;
  if (error === undefined) return { matches: false, isBroken: false, reason };
  return { matches: false, isBroken: true, reason: `an error: ${error.message}` };
}
