import type { Action, PolicyInput, Resource, ToolCall } from './model.ts';
import { splitPath } from './path-glob.ts';
import { scanPath } from './path-scan.ts';

/** One resource of a request as the conditions of a rule see it. */
export interface Subject {
  readonly input: PolicyInput;
  readonly resource: Resource;
  /** Undefined for an inferred path of unknown access: rules of every action apply. */
  readonly action: Action | undefined;
  /** Of a path, without a slash at its end, in lower case as `foldCase` has it; empty for everything else. */
  readonly folded: string;
  /** Of `folded` and each directory above it, as `scanPath` says. */
  readonly hashes: readonly number[];
  /** True for everything but a path that `folded` is not the text of. */
  readonly isLowerCase: boolean;
  /** Server and name of the resource itself where it is a tool, so that nobody can pass for another one. */
  readonly tool: ToolCall | undefined;
  /** What `segmentsOf` made already: many patterns ask for it, or none. */
  segments: readonly string[] | undefined;
  foldedSegments: readonly string[] | undefined;
}

const actions = new Set(['read', 'write', 'execute', 'network', 'admin']);
const grades = new Set(['L1', 'L2', 'L3']);
const stages = new Set(['CBT', 'KBT', 'IBT']);
const noHashes: readonly number[] = [];
/** Of the calendar of ECMAScript, in either direction: what lies beyond has no day and no hour. */
const LAST_INSTANT = 8.64e15;

/** @throws TypeError when the resource is not what its type says, such as a path that is not canonical */
export function subjectOf(input: PolicyInput, resource: Resource): Subject {
  const isOfAnyAction =
    resource.action === undefined && resource.kind === 'path' && resource.certainty === 'inferred';
  const action = isOfAnyAction ? undefined : (resource.action ?? input.action);
  if (action !== undefined && !actions.has(action))
    throw new TypeError('the action of a resource is unknown');
  if (resource.certainty !== 'declared' && resource.certainty !== 'inferred') {
    throw new TypeError('expected `certainty` to be declared or inferred');
  }
  const tool = toolOf(input, resource);
  if (resource.kind !== 'path') {
    checkTarget(resource);
    return {
      input,
      resource,
      action,
      folded: '',
      hashes: noHashes,
      isLowerCase: true,
      tool,
      segments: undefined,
      foldedSegments: undefined,
    };
  }
  const scanned = scanPath(resource.path);
  if (scanned === undefined) throw new TypeError('expected a canonical absolute path');
  const { folded, hashes } = scanned;
  const isLowerCase = folded === resource.path || resource.path.startsWith(folded);
  return {
    input,
    resource,
    action,
    folded,
    hashes,
    isLowerCase,
    tool,
    segments: undefined,
    foldedSegments: undefined,
  };
}

/** Of a path: those of what it is called, or of that in lower case. None of what is no path. */
export function segmentsOf(subject: Subject, ignoreCase: boolean): readonly string[] {
  if (ignoreCase || subject.isLowerCase) return (subject.foldedSegments ??= splitPath(subject.folded));
  const { resource } = subject;
  return (subject.segments ??= resource.kind === 'path' ? splitPath(resource.path) : []);
}

function toolOf(input: PolicyInput, resource: Resource): ToolCall | undefined {
  const { tool } = input;
  if (resource.kind !== 'tool') return tool;
  if (tool?.server === resource.server && tool.name === resource.name) return tool;
  return { server: resource.server, name: resource.name, arguments: {} };
}

/** @throws TypeError when what every rule may read is not what its type says */
export function checkInput(input: PolicyInput): void {
  const { actor, labels } = input;
  const isWhole =
    actions.has(input.action) &&
    grades.has(input.risk) &&
    typeof actor.id === 'string' &&
    typeof actor.kind === 'string' &&
    stages.has(actor.trustStage) &&
    isTextList(actor.roles) &&
    isTextList(labels) &&
    Number.isFinite(input.now) &&
    Math.abs(input.now) <= LAST_INSTANT &&
    (input.content === undefined || typeof input.content === 'string') &&
    (input.tool === undefined || isToolCall(input.tool));
  if (!isWhole) throw new TypeError('the request is not of the expected shape');
  if (!Array.isArray(input.resources) || input.resources.length === 0) {
    throw new TypeError('expected at least one resource');
  }
}

function isToolCall(tool: ToolCall): boolean {
  return (
    typeof tool.server === 'string' &&
    typeof tool.name === 'string' &&
    typeof tool.arguments === 'object' &&
    tool.arguments !== null
  );
}

function isTextList(value: readonly unknown[]): boolean {
  if (!Array.isArray(value)) return false;
  for (const entry of value) if (typeof entry !== 'string') return false;
  return true;
}

function checkTarget(resource: Exclude<Resource, { kind: 'path' }>): void {
  switch (resource.kind) {
    case 'url':
      return check(
        [resource.url, resource.scheme, resource.host, resource.path, resource.method ?? ''].every(isText) &&
          Number.isFinite(resource.port),
      );
    case 'command':
      return check(isText(resource.program) && isTextList(resource.argv));
    case 'tool':
      return check(isText(resource.server) && isText(resource.name));
    case 'prompt':
      return check(isText(resource.model ?? '') && isText(resource.persona ?? ''));
    case 'service':
      return check(isText(resource.name));
    default:
      return check(false);
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function check(isRight: boolean): void {
  if (!isRight) throw new TypeError('a resource is not of the expected shape');
}
