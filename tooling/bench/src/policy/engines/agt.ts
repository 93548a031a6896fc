import { ConflictResolutionStrategy, PolicyEngine } from '@microsoft/agent-governance-sdk';
import type { BenchRule } from '../workload.ts';
import { directoriesOf } from '../workload.ts';
import type { Engine } from './engine.ts';

/**
 * Its expressions compare and cannot look into a text: the request brings the directories of its path and its kind of file as
 * names that are true.
 */
export function loadAgt(rules: readonly BenchRule[]): Engine {
  const engine = new PolicyEngine([], ConflictResolutionStrategy.DenyOverrides);
  engine.loadYaml(
    JSON.stringify({
      apiVersion: 'governance.toolkit/v1',
      name: 'bench',
      scope: 'global',
      default_action: 'deny',
      rules: rules.map((rule) => ({
        name: rule.id,
        condition: conditionOf(rule),
        effect: rule.effect === 'permit' ? 'allow' : 'deny',
      })),
    }),
  );
  return ({ role, action, path, size, env, tainted }) => {
    const below = Object.fromEntries(directoriesOf(path).map((directory) => [nameOf(directory), true]));
    const ends = { [nameOf(path.slice(path.lastIndexOf('.')))]: true };
    const context = { role, verb: action, size, env, tainted, below, ends };
    return () => engine.evaluatePolicy('did:example:a', context).allowed;
  };
}

function conditionOf({ prefix, action, role, maxSize, env, suffix, tainted }: BenchRule): string {
  return [
    ...(action === undefined ? [] : [`verb == '${action}'`]),
    ...(role === undefined ? [] : [`role == '${role}'`]),
    `below.${nameOf(prefix)}`,
    ...(maxSize === undefined ? [] : [`size <= ${maxSize}`]),
    ...(env === undefined ? [] : [`env == '${env}'`]),
    ...(suffix === undefined ? [] : [`ends.${nameOf(suffix)}`]),
    ...(tainted === undefined ? [] : ['tainted']),
  ].join(' and ');
}

function nameOf(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, '_');
}
