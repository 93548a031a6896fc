import { Environment } from '@marcbachmann/cel-js';
import type { BenchRule } from '../workload.ts';
import type { Engine } from './engine.ts';

interface Condition {
  readonly isForbid: boolean;
  readonly holds: (facts: object) => unknown;
}

/** One condition for each rule, filed under action and role; those of the request are asked one after the other. */
export function loadCel(rules: readonly BenchRule[]): Engine {
  const environment = new Environment()
    .registerVariable('path', 'string')
    .registerVariable('size', 'double')
    .registerVariable('env', 'string')
    .registerVariable('tainted', 'bool');
  const filed = new Map<string, Condition[]>();
  for (const rule of rules) {
    const condition = { isForbid: rule.effect === 'forbid', holds: environment.parse(conditionOf(rule)) };
    const place = placeOf(rule.action ?? '', rule.role ?? '');
    filed.set(place, [...(filed.get(place) ?? []), condition]);
  }
  return ({ action, role, path, size, env, tainted }) => {
    const facts = { path, size, env, tainted };
    return () => {
      let isPermitted = false;
      for (const place of [placeOf('', role), placeOf(action, ''), placeOf(action, role)]) {
        for (const { isForbid, holds } of filed.get(place) ?? []) {
          if (isPermitted && !isForbid) continue;
          if (holds(facts) !== true) continue;
          if (isForbid) return false;
          isPermitted = true;
        }
      }
      return isPermitted;
    };
  };
}

function conditionOf({ prefix, maxSize, env, suffix, tainted }: BenchRule): string {
  return [
    `(path == "${prefix}" || path.startsWith("${prefix}/"))`,
    ...(maxSize === undefined ? [] : [`size <= ${maxSize}.0`]),
    ...(env === undefined ? [] : [`env == "${env}"`]),
    ...(suffix === undefined ? [] : [`path.endsWith("${suffix}")`]),
    ...(tainted === undefined ? [] : ['tainted']),
  ].join(' && ');
}

function placeOf(action: string, role: string): string {
  return `${action} ${role}`;
}
