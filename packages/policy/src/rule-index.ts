import type { CompiledRule } from './compiled-rule.ts';
import { baseName } from './conditions/shell.ts';
import { canonicalHost } from './conditions/url.ts';
import type { Action, ResourceKind } from './model.ts';
import type { PathGlob } from './path-glob.ts';
import type { Subject } from './subject.ts';

/**
 * Finds the rules that may match a resource. It only ever leaves out rules that cannot match; whether the
 * others do is for their conditions to say. One table per action, and one over all actions for inferred paths
 * of unknown access, which holds no allow rules.
 */
export interface RuleIndex {
  readonly byAction: ReadonlyMap<Action | undefined, Table>;
}

interface Table {
  readonly everywhere: Bucket;
  readonly kinds: Map<ResourceKind, Bucket>;
  readonly tools: Map<string, Bucket>;
  readonly paths: PathNode;
  /** By the last segment of a path, and by its extension, dot included. */
  readonly fileNames: Map<string, Bucket>;
  readonly extensions: Map<string, Bucket>;
  /** By host; a pattern `*.suffix` is filed under its suffix. */
  readonly hosts: Map<string, Bucket>;
  readonly programs: Map<string, Bucket>;
}

interface Bucket {
  readonly anyRole: CompiledRule[];
  byRole: Map<string, CompiledRule[]> | undefined;
}

interface PathNode extends Bucket {
  below: Map<string, PathNode> | undefined;
}

const actions: readonly Action[] = ['read', 'write', 'execute', 'network', 'admin'];

export function indexRules(rules: readonly CompiledRule[]): RuleIndex {
  const tables = new Map<Action | undefined, Table>();
  for (const action of [...actions, undefined]) {
    const table: Table = {
      everywhere: bucket(),
      kinds: new Map(),
      tools: new Map(),
      paths: node(),
      fileNames: new Map(),
      extensions: new Map(),
      hosts: new Map(),
      programs: new Map(),
    };
    for (const rule of rules) {
      const applies =
        action === undefined
          ? rule.effect !== 'allow'
          : rule.actions === undefined || rule.actions.includes(action);
      if (applies) file(table, rule);
    }
    tables.set(action, table);
  }
  return { byAction: tables };
}

function file(table: Table, rule: CompiledRule): void {
  const { paths, hosts, programs, tools, kinds } = rule.anchors;
  let places: Bucket[] | undefined;
  if (paths !== undefined) places = placesOf(paths, (glob) => pathBucket(table, glob));
  else if (hosts !== undefined) places = placesOf(hosts, (host) => hostBucket(table, host));
  else if (programs !== undefined) places = programs.map((name) => slot(table.programs, name));
  else if (tools !== undefined) places = tools.map((name) => slot(table.tools, name));
  places ??= kinds?.map((kind) => slot(table.kinds, kind)) ?? [table.everywhere];
  for (const place of new Set(places)) {
    if (rule.anchors.roles === undefined) place.anyRole.push(rule);
    for (const role of rule.anchors.roles ?? []) {
      place.byRole ??= new Map();
      const rules = place.byRole.get(role);
      if (rules === undefined) place.byRole.set(role, [rule]);
      else rules.push(rule);
    }
  }
}

/** A place for each anchor; undefined when one has none, so that the rule is filed once under its kind. */
function placesOf<T>(
  anchors: readonly T[],
  placeOf: (anchor: T) => Bucket | undefined,
): Bucket[] | undefined {
  const places: Bucket[] = [];
  for (const anchor of anchors) {
    const place = placeOf(anchor);
    if (place === undefined) return undefined;
    places.push(place);
  }
  return places;
}

/** The index looks at paths in lower case: sound for every pattern, and good for those that ignore case too. */
function pathBucket(table: Table, glob: PathGlob): Bucket | undefined {
  let place = table.paths;
  for (const step of glob) {
    if (step === 'any-depth' || step.literal === undefined) break;
    const name = step.literal.toLowerCase();
    place.below ??= new Map();
    const next: PathNode = place.below.get(name) ?? node();
    place.below.set(name, next);
    place = next;
  }
  if (place !== table.paths) return place;
  const last = glob.at(-1);
  if (last === undefined || last === 'any-depth') return undefined;
  if (last.literal !== undefined) return slot(table.fileNames, last.literal.toLowerCase());
  const suffix = last.suffix?.toLowerCase();
  return suffix?.lastIndexOf('.') === 0 ? slot(table.extensions, suffix) : undefined;
}

function hostBucket(table: Table, pattern: string): Bucket | undefined {
  if (pattern === '*') return undefined;
  return slot(table.hosts, pattern.startsWith('*.') ? pattern.slice(2) : pattern);
}

/** The rules that may match, in lists that are not to be changed; one with `mayRepeat` possibly more than once. */
export function candidates(index: RuleIndex, subject: Subject): readonly (readonly CompiledRule[])[] {
  const lists: (readonly CompiledRule[])[] = [];
  const table = index.byAction.get(subject.action);
  if (table === undefined) return lists;
  const { resource, tool } = subject;
  const { roles } = subject.input.actor;
  open(table.everywhere, roles, lists);
  open(table.kinds.get(resource.kind), roles, lists);
  if (tool !== undefined) open(table.tools.get(tool.name), roles, lists);
  if (resource.kind === 'path') {
    const { folded } = subject;
    let place: PathNode | undefined = table.paths;
    for (let at = 1; place?.below !== undefined && at < folded.length;) {
      const slash = folded.indexOf('/', at);
      const end = slash === -1 ? folded.length : slash;
      place = place.below.get(folded.slice(at, end));
      open(place, roles, lists);
      at = end + 1;
    }
    const name = folded.slice(folded.lastIndexOf('/') + 1);
    if (table.fileNames.size > 0) open(table.fileNames.get(name), roles, lists);
    if (table.extensions.size > 0) open(table.extensions.get(extensionOf(name)), roles, lists);
  } else if (resource.kind === 'command') {
    open(table.programs.get(baseName(resource.program)), roles, lists);
  } else if (resource.kind === 'url' && table.hosts.size > 0) {
    const host = canonicalHost(resource.host);
    for (let at = 0; at !== -1; at = nextLabel(host, at)) open(table.hosts.get(host.slice(at)), roles, lists);
  }
  return lists;
}

function open(place: Bucket | undefined, roles: readonly string[], lists: (readonly CompiledRule[])[]): void {
  if (place === undefined) return;
  if (place.anyRole.length > 0) lists.push(place.anyRole);
  if (place.byRole === undefined) return;
  for (const role of roles) {
    const rules = place.byRole.get(role);
    if (rules !== undefined) lists.push(rules);
  }
}

/** With its dot; empty where there is none. */
function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot);
}

function nextLabel(host: string, at: number): number {
  const dot = host.indexOf('.', at);
  return dot === -1 ? -1 : dot + 1;
}

function bucket(): Bucket {
  return { anyRole: [], byRole: undefined };
}

function node(): PathNode {
  return { anyRole: [], byRole: undefined, below: undefined };
}

function slot<K>(map: Map<K, Bucket>, key: K): Bucket {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = bucket();
  map.set(key, made);
  return made;
}
