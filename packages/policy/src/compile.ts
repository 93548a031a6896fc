import type { CompiledRule } from './compiled-rule.ts';
import { compileRule } from './compiled-rule.ts';
import { sharing } from './facts-read.ts';
import type { PolicyIssue } from './errors.ts';
import { invalidPolicy } from './errors.ts';
import { exampleIssues } from './examples.ts';
import type { CompiledMarks } from './marks.ts';
import { asRule, compileMarks, noMarks } from './marks.ts';
import { readsLabels } from './label-readers.ts';
import { pathSegments } from './path-glob.ts';
import type { PathBase } from './path-glob.ts';
import type { PolicySet, Rule } from './policy-set.ts';
import { protectionRule } from './protection.ts';
import type { RuleIndex } from './rule-index.ts';
import { indexRules } from './rule-index.ts';

/** The places that a policy is compiled for. All absolute and canonical. */
export interface PolicyEnvironment {
  /** Relative patterns lie below it. */
  readonly workspace: string;
  /** Stands for `~`. */
  readonly home: string;
  /** What the built-in rule `zoqore/self-protection` guards. */
  readonly protectedPaths?: readonly string[];
}

/** A policy set ready to be evaluated; opaque apart from `set` and `environment`. */
export interface CompiledPolicy {
  readonly set: PolicySet;
  readonly environment: PolicyEnvironment;
  /** Built-in rules first. */
  readonly rules: readonly CompiledRule[];
  readonly index: RuleIndex;
  readonly marks: CompiledMarks;
  /** False only if every verdict is the same whatever labels the session has. */
  readonly readsLabels: boolean;
}

/**
 * Expands patterns for one host, compiles every condition, builds the index and runs the examples of every rule.
 *
 * @throws PolicyError `POLICY_INVALID` with every issue by path; never half a set
 */
export function compilePolicy(set: PolicySet, environment: PolicyEnvironment): CompiledPolicy {
  const base: PathBase = { workspace: environment.workspace, home: environment.home };
  const issues = environmentIssues(environment);
  const guarded = (environment.protectedPaths ?? []).map((path) => pathSegments(path) ?? []);
  const rules: CompiledRule[] = guarded.length === 0 ? [] : [protectionRule(guarded, base)];
  const compileAll = (list: 'rules' | 'marks', all: readonly Rule[], marks: CompiledMarks): CompiledRule[] =>
    all.flatMap((rule, index) => {
      try {
        const compiled = compileRule(rule, base, marks);
        issues.push(...exampleIssues(rule, compiled, { path: [list, index], base }));
        return [compiled];
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        issues.push({ path: [list, index], message: `rule \`${rule.id}\` ${reason}` });
        return [];
      }
    });
  const given = set.marks ?? [];
  const marks = compileMarks(given, compileAll('marks', given.map(asRule), noMarks));
  rules.push(...compileAll('rules', set.rules, marks));
  if (issues.length > 0) throw invalidPolicy(issues, set.name);
  const share = sharing();
  const shared = rules.map((rule) => ({ ...rule, factsRead: share(rule.factsRead) }));
  return Object.freeze({
    set,
    environment,
    rules: Object.freeze(shared),
    index: indexRules(shared),
    marks,
    readsLabels: set.rules.some(readsLabels),
  });
}

function environmentIssues(environment: PolicyEnvironment): PolicyIssue[] {
  const paths: [string, string][] = [
    ['workspace', environment.workspace],
    ['home', environment.home],
    ...(environment.protectedPaths ?? []).map((path): [string, string] => ['protectedPaths', path]),
  ];
  const issues: PolicyIssue[] = [];
  for (const [name, path] of paths) {
    const segments = pathSegments(path);
    // The root itself cannot be protected: then nothing on the host could be touched at all.
    if (segments === undefined || (name === 'protectedPaths' && segments.length === 0)) {
      const found = `\`${path}\``;
      issues.push({
        path: [name],
        message: `\`${name}\` expected an absolute canonical path, found ${found}`,
        found,
      });
    }
  }
  return issues;
}
