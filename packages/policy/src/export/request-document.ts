import { baseName } from '../conditions/shell.ts';
import { canonicalHost } from '../conditions/url.ts';
import type { Action, Actor, Json, PolicyInput, RiskGrade } from '../model.ts';
import type { Subject } from '../subject.ts';
import { checkInput, subjectOf } from '../subject.ts';

/**
 * A request as exported policies read it: JSON, with what other engines cannot work out by themselves (letter case,
 * the day in UTC) worked out. The Rego module takes it as `input`; `cedarRequests` makes Cedar requests of it.
 */
export interface RequestDocument {
  readonly actor: Actor;
  readonly risk: RiskGrade;
  readonly labels: readonly string[];
  readonly content?: string;
  /** In UTF-16 code units; 0 without content. */
  readonly contentLength: number;
  /** Of the week in UTC, Sunday is 0. */
  readonly day: number;
  /** Of the day in UTC, 0–1439. */
  readonly minute: number;
  /** In the order of the request. */
  readonly resources: readonly ResourceDocument[];
}

export type ResourceDocument = {
  readonly certainty: 'declared' | 'inferred';
  /** `unknown` for an inferred path of unknown access, which meets the deny and escalate rules of every action. */
  readonly action: Action | 'unknown';
  /** What tool conditions read: a tool resource's own name, the tool of the request anywhere else. */
  readonly tool?: ToolDocument;
} & (
  | /** Neither ends in `/`, so the root is empty; `folded` is `path` in lower case as ECMAScript has it. */ {
      readonly kind: 'path';
      readonly path: string;
      readonly folded: string;
    }
  | /** `host` in lower case without a dot at its end, `method` in upper case, a `port` that is no port is -1. */ {
      readonly kind: 'url';
      readonly scheme: string;
      readonly host: string;
      readonly port: number;
      readonly path: string;
      readonly method?: string;
    }
  | /** `base` is what follows the last slash of `program`. */ {
      readonly kind: 'command';
      readonly program: string;
      readonly base: string;
      readonly argv: readonly string[];
    }
  | { readonly kind: 'tool' | 'prompt' | 'service' }
);

export interface ToolDocument {
  readonly server: string;
  readonly name: string;
  readonly arguments: { readonly [field: string]: Json };
}

/**
 * @throws TypeError for a request that `evaluate` would refuse to judge, and for text that is not well-formed, which no
 * other engine can read: deny it
 */
export function requestDocument(input: PolicyInput): RequestDocument {
  checkInput(input);
  const now = new Date(input.now);
  const { content } = input;
  const { id, kind, roles, trustStage } = input.actor;
  const document: RequestDocument = {
    actor: { id, kind, roles, trustStage },
    risk: input.risk,
    labels: input.labels,
    ...(content === undefined ? {} : { content }),
    contentLength: content?.length ?? 0,
    day: now.getUTCDay(),
    minute: now.getUTCHours() * 60 + now.getUTCMinutes(),
    resources: input.resources.map((resource) => resourceDocument(subjectOf(input, resource))),
  };
  refuseIllFormed(document);
  return document;
}

function resourceDocument(subject: Subject): ResourceDocument {
  const { resource, action, tool } = subject;
  const shared = {
    certainty: resource.certainty,
    action: action ?? 'unknown',
    ...(tool === undefined
      ? {}
      : { tool: { server: tool.server, name: tool.name, arguments: tool.arguments } }),
  } as const;
  switch (resource.kind) {
    case 'path': {
      const path = resource.path.endsWith('/') ? resource.path.slice(0, -1) : resource.path;
      return { ...shared, kind: 'path', path, folded: subject.folded };
    }
    case 'url': {
      const { scheme, port, path, method } = resource;
      return {
        ...shared,
        kind: 'url',
        scheme,
        host: canonicalHost(resource.host),
        port: Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : -1,
        path,
        ...(method === undefined ? {} : { method: method.toUpperCase() }),
      };
    }
    case 'command': {
      const { program, argv } = resource;
      return { ...shared, kind: 'command', program, base: baseName(program), argv };
    }
    case 'tool':
    case 'prompt':
    case 'service':
      return { ...shared, kind: resource.kind };
    default:
      return resource satisfies never;
  }
}

/** UTF-8 has no lone surrogates: each would become the same replacement character, and different texts equal. */
function refuseIllFormed(root: unknown): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string' && !value.isWellFormed()) {
      throw new TypeError('expected well-formed text, found a lone surrogate');
    }
    if (typeof value === 'object' && value !== null)
      pending.push(...Object.keys(value), ...Object.values(value));
  }
}
