import type { Condition } from '../condition.ts';
import { oneOf } from '../condition.ts';
import type { Effect, Json } from '../model.ts';
import { compileNameSet } from '../name-glob.ts';
import type { FieldMatch, ToolMatch } from '../policy-set.ts';

export function toolConditions(match: ToolMatch, effect: Effect): Condition[] {
  const conditions: Condition[] = [];
  if (match.server !== undefined) {
    const servers = compileNameSet(match.server);
    conditions.push({
      name: 'tool.server',
      fact: 'tool',
      expected: oneOf(match.server),
      holds: ({ tool }) => tool !== undefined && servers.matches(tool.server),
      found: ({ tool }) => tool?.server ?? null,
    });
  }
  if (match.name !== undefined) {
    const names = compileNameSet(match.name);
    conditions.push({
      name: 'tool.name',
      fact: 'tool',
      expected: oneOf(match.name),
      holds: ({ tool }) => tool !== undefined && names.matches(tool.name),
      found: ({ tool }) => tool?.name ?? null,
    });
  }
  for (const [field, test] of Object.entries(match.arguments ?? {})) {
    const matches = fieldTest(test, effect);
    conditions.push({
      name: `tool.arguments.${field}`,
      fact: 'tool.arguments',
      expected: JSON.stringify(test),
      holds: ({ tool }) => {
        const value = tool === undefined ? undefined : own(tool.arguments, field);
        return value !== undefined && matches(value);
      },
      found: ({ tool }) => (tool === undefined ? null : (own(tool.arguments, field) ?? null)),
    });
  }
  return conditions;
}

function own(object: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** On a list, a stricter rule needs one entry that matches and an allow rule needs every entry to. */
function fieldTest(test: FieldMatch, effect: Effect): (value: Json) => boolean {
  const one = scalarTest(test);
  return (value) => {
    if (!isList(value)) return one(value);
    return effect === 'allow' ? value.length > 0 && value.every(one) : value.some(one);
  };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The test of one value that is no list. */
export function scalarTest(test: FieldMatch): (value: Json) => boolean {
  const { equals, range, prefix, suffix } = test;
  const allowed = test.in === undefined ? undefined : new Set<Json>(test.in);
  const low = range?.min ?? -Infinity;
  const high = range?.max ?? Infinity;
  return (value) => {
    if (equals !== undefined && value !== equals) return false;
    if (allowed !== undefined && !allowed.has(value)) return false;
    if (range !== undefined && !(typeof value === 'number' && low <= value && value <= high)) return false;
    if (
      prefix !== undefined &&
      !(typeof value === 'string' && prefix.some((text) => value.startsWith(text)))
    ) {
      return false;
    }
    return suffix === undefined || (typeof value === 'string' && suffix.some((text) => value.endsWith(text)));
  };
}
