import { z } from 'zod';
import { documentSchema } from './schema/set-schema.ts';

/** JSON Schema (draft 2020-12) of a policy set as people write it, for editors. A fresh copy each time. */
export function policyJsonSchema(): object {
  return {
    $id: 'https://zoqore.dev/policy/v1.json',
    title: 'ZoQore policy set',
    ...z.toJSONSchema(documentSchema, { io: 'input', unrepresentable: 'any' }),
  };
}

/** Looks up the keys that an object at a path may have, for suggestions. */
export function schemaKeys(schema: z.ZodType): (path: readonly (string | number)[]) => readonly string[] {
  let root: unknown;
  return (path) => {
    root ??= z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    let nodes: unknown[] = [root];
    for (const part of path) nodes = nodes.flatMap((node) => step(node, part));
    return [...new Set(nodes.flatMap(alternatives).flatMap((node) => Object.keys(propertiesOf(node))))];
  };
}

function step(node: unknown, part: string | number): unknown[] {
  return alternatives(node).flatMap((each) => {
    if (typeof part === 'number') return 'items' in each ? [each['items']] : [];
    const child = propertiesOf(each)[part] ?? each['additionalProperties'];
    return child === undefined ? [] : [child];
  });
}

type SchemaNode = { readonly [key: string]: unknown };

function alternatives(node: unknown): SchemaNode[] {
  if (typeof node !== 'object' || node === null) return [];
  const here = node as SchemaNode;
  const nested = [here['anyOf'], here['oneOf'], here['allOf']].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return [here, ...nested.flatMap(alternatives)];
}

function propertiesOf(node: SchemaNode): SchemaNode {
  const properties = node['properties'];
  return typeof properties === 'object' && properties !== null ? (properties as SchemaNode) : {};
}
