import type { Json } from '../../model.ts';
import type { RequestDocument, ResourceDocument, ToolDocument } from '../request-document.ts';
import { entityTypes, MAX_POSITIONS, riskRank, trustRank } from './schema.ts';

export interface CedarEntityId {
  readonly type: string;
  readonly id: string;
}

export interface CedarEntity {
  readonly uid: CedarEntityId;
  readonly attrs: { readonly [name: string]: Json };
  readonly parents: readonly CedarEntityId[];
  readonly tags?: { readonly [name: string]: Json };
}

/**
 * What to ask Cedar about one resource, in the JSON of its interfaces. Allowed to `proceed` is allow; else allowed to
 * `ask` is escalate; else deny. A response that lists errors is deny.
 */
export interface CedarRequest {
  readonly principal: CedarEntityId;
  readonly proceed: CedarEntityId;
  readonly ask: CedarEntityId;
  readonly resource: CedarEntityId;
  readonly context: { readonly [name: string]: Json };
  readonly entities: readonly CedarEntity[];
}

/** One for each resource, in order. The strictest answer counts, and one that is declared must be among them. */
export function cedarRequests(document: RequestDocument): readonly CedarRequest[] {
  if (!document.resources.some(({ certainty }) => certainty === 'declared')) {
    throw new TypeError('expected at least one declared resource');
  }
  const { actor, risk, labels, day, minute, content } = document;
  const principal = { type: 'Actor', id: actor.id };
  const who: CedarEntity = {
    uid: principal,
    attrs: { name: actor.id, kind: actor.kind, roles: actor.roles, trust: trustRank[actor.trustStage] },
    parents: [],
  };
  return document.resources.map((described, index) => {
    const resource = { type: entityTypes[described.kind], id: String(index) };
    const { action, tool, certainty } = described;
    const attrs = { inferred: certainty === 'inferred', ...attributesOf(described) };
    return {
      principal,
      proceed: { type: 'Action', id: action },
      ask: { type: 'Action', id: `ask-${action}` },
      resource,
      context: {
        risk: riskRank[risk],
        labels,
        day,
        minute,
        ...(content === undefined ? {} : { content }),
        ...(tool === undefined ? {} : { tool: { __entity: call } }),
      },
      entities: [
        who,
        { uid: resource, attrs, parents: [] },
        ...(tool === undefined ? [] : [callEntity(tool)]),
      ],
    };
  });
}

const call = { type: 'Call', id: 'call' };

function callEntity({ server, name, arguments: fields }: ToolDocument): CedarEntity {
  const tags = Object.entries(fields).map(([field, value]) => [
    field,
    (isList(value) ? value : [value]).map((entry) => JSON.stringify(entry)),
  ]);
  return { uid: call, attrs: { server, name }, parents: [], tags: Object.fromEntries(tags) };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function attributesOf(resource: ResourceDocument): CedarEntity['attrs'] {
  switch (resource.kind) {
    case 'path':
      return { exact: pathText(resource.path), folded: pathText(resource.folded) };
    case 'url': {
      const { scheme, host, port, path, method } = resource;
      return { scheme, host, port, path, ...(method === undefined ? {} : { method }) };
    }
    case 'command': {
      const { program, base, argv } = resource;
      const placed = argv
        .slice(0, MAX_POSITIONS)
        .map((argument, index) => [`argument${index + 1}`, argument]);
      const line = argv.map((argument) => `\n${JSON.stringify(argument)}`).join('');
      return { program, base, count: argv.length, arguments: argv, line, ...Object.fromEntries(placed) };
    }
    case 'tool':
    case 'prompt':
    case 'service':
      return {};
    default:
      return resource satisfies never;
  }
}

function pathText(whole: string): { readonly [name: string]: string } {
  const slash = whole.lastIndexOf('/');
  return { whole, parent: whole.slice(0, Math.max(slash, 0)), name: whole.slice(slash + 1) };
}
