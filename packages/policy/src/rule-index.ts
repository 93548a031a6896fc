import { foldCase } from './fold-case.ts';
import type { CompiledRule } from './compiled-rule.ts';
import { baseName } from './conditions/shell.ts';
import { canonicalHost } from './conditions/url.ts';
import type { Action, ResourceKind } from './model.ts';
import type { PathGlob } from './path-glob.ts';
import { isAtOrBelow } from './path-glob.ts';
import { hashesOf } from './path-scan.ts';
import type { Subject } from './subject.ts';

/**
 * Finds the rules that may match a resource. It only ever leaves out rules that cannot match; whether the
 * others do is for their conditions to say. One entry per action, and one over all actions for inferred paths
 * of unknown access, which holds no allow rules.
 */
export interface RuleIndex {
  readonly byAction: ReadonlyMap<Action | undefined, ByRole>;
}

interface ByRole {
  /** Rules that ask for no role, or for a pattern of one. */
  readonly any: Table;
  readonly named: Map<string, Table>;
}

/** A rule stands in the narrowest list that its anchors have a place in. */
interface Table {
  readonly everywhere: List;
  readonly kinds: Map<ResourceKind, List>;
  readonly tools: Map<string, List>;
  /** By the hash of a directory that starts with no wildcard, in lower case. */
  readonly directories: Map<number, Directory>;
  /** Whether directories of so many segments are among them. */
  readonly isDepthKnown: boolean[];
  /** By the last segment of a path, and by its extension, dot included. */
  readonly fileNames: Map<string, List>;
  readonly extensions: Map<string, List>;
  /** By host; a pattern `*.suffix` is filed under its suffix. */
  readonly hosts: Map<string, List>;
  readonly programs: Map<string, List>;
}

type List = CompiledRule[];

interface Directory {
  readonly path: string;
  readonly rules: List;
  /** Another one of the same hash. */
  readonly next: Directory | undefined;
}

const actions: readonly Action[] = ['read', 'write', 'execute', 'network', 'admin'];

export function indexRules(rules: readonly CompiledRule[]): RuleIndex {
  const byAction = new Map<Action | undefined, ByRole>();
  for (const action of [...actions, undefined]) {
    const byRole: ByRole = { any: table(), named: new Map() };
    for (const rule of rules) {
      const applies =
        action === undefined
          ? rule.effect !== 'allow'
          : rule.actions === undefined || rule.actions.includes(action);
      if (applies) file(byRole, rule);
    }
    byAction.set(action, byRole);
  }
  return { byAction };
}

function file(byRole: ByRole, rule: CompiledRule): void {
  const { roles } = rule.anchors;
  const tables = roles?.map((role) => slot(byRole.named, role, table)) ?? [byRole.any];
  for (const each of new Set(tables)) {
    for (const list of new Set(placesIn(each, rule))) list.push(rule);
  }
}

function placesIn(table: Table, { anchors }: CompiledRule): readonly List[] {
  const { paths, hosts, programs, tools, kinds } = anchors;
  let places: readonly List[] | undefined;
  if (paths !== undefined) places = placesOf(paths, (glob) => pathPlace(table, glob));
  else if (hosts !== undefined) places = placesOf(hosts, (host) => hostPlace(table, host));
  else if (programs !== undefined) places = programs.map((name) => slot(table.programs, name, list));
  else if (tools !== undefined) places = tools.map((name) => slot(table.tools, name, list));
  return places ?? kinds?.map((kind) => slot(table.kinds, kind, list)) ?? [table.everywhere];
}

/** A place for each anchor; undefined when one has none, so that the rule is filed once under its kind. */
function placesOf<T>(
  anchors: readonly T[],
  placeOf: (anchor: T) => List | undefined,
): readonly List[] | undefined {
  const places: List[] = [];
  for (const anchor of anchors) {
    const place = placeOf(anchor);
    if (place === undefined) return undefined;
    places.push(place);
  }
  return places;
}

/** The index looks at paths in lower case: sound for every pattern, and good for those that ignore case too. */
function pathPlace(table: Table, glob: PathGlob): List | undefined {
  let directory = '';
  for (const step of glob) {
    if (step === 'any-depth' || step.literal === undefined) break;
    directory += `/${foldCase(step.literal)}`;
  }
  if (directory !== '') return directoryPlace(table, directory);
  const last = glob.at(-1);
  if (last === undefined || last === 'any-depth') return undefined;
  if (last.literal !== undefined) return slot(table.fileNames, foldCase(last.literal), list);
  const suffix = last.suffix === undefined ? undefined : foldCase(last.suffix);
  return suffix?.lastIndexOf('.') === 0 ? slot(table.extensions, suffix, list) : undefined;
}

function directoryPlace({ directories, isDepthKnown }: Table, path: string): List {
  const hashes = hashesOf(path);
  while (isDepthKnown.length < hashes.length) isDepthKnown.push(false);
  isDepthKnown[hashes.length - 1] = true;
  const hash = hashes.at(-1) ?? 0;
  const sameHash = directories.get(hash);
  for (let known = sameHash; known !== undefined; known = known.next) {
    if (known.path === path) return known.rules;
  }
  const rules: List = [];
  directories.set(hash, { path, rules, next: sameHash });
  return rules;
}

function hostPlace(table: Table, pattern: string): List | undefined {
  if (pattern === '*') return undefined;
  return slot(table.hosts, pattern.startsWith('*.') ? pattern.slice(2) : pattern, list);
}

/** The rules that may match, in lists that are not to be changed; one with `mayRepeat` possibly more than once. */
export function candidates(index: RuleIndex, subject: Subject): readonly (readonly CompiledRule[])[] {
  const lists: List[] = [];
  const byRole = index.byAction.get(subject.action);
  if (byRole === undefined) return lists;
  collect(byRole.any, subject, lists);
  if (byRole.named.size === 0) return lists;
  for (const role of subject.input.actor.roles) {
    const table = byRole.named.get(role);
    if (table !== undefined) collect(table, subject, lists);
  }
  return lists;
}

function collect(table: Table, subject: Subject, lists: List[]): void {
  const { resource, tool } = subject;
  if (table.everywhere.length > 0) lists.push(table.everywhere);
  if (table.kinds.size > 0) add(table.kinds.get(resource.kind), lists);
  if (tool !== undefined && table.tools.size > 0) add(table.tools.get(tool.name), lists);
  if (resource.kind === 'path') collectByPath(table, subject, lists);
  else if (resource.kind === 'command') add(table.programs.get(baseName(resource.program)), lists);
  else if (resource.kind === 'url' && table.hosts.size > 0) {
    const host = canonicalHost(resource.host);
    for (let at = 0; at !== -1; at = nextLabel(host, at)) add(table.hosts.get(host.slice(at)), lists);
  }
}

function collectByPath(table: Table, { folded, hashes }: Subject, lists: List[]): void {
  const { directories, isDepthKnown, fileNames, extensions } = table;
  const depths = Math.min(hashes.length, isDepthKnown.length);
  for (let depth = 0; depth < depths; depth++) {
    if (isDepthKnown[depth] !== true) continue;
    let place = directories.get(hashes[depth] ?? 0);
    for (; place !== undefined; place = place.next) {
      if (isAtOrBelow(folded, place.path)) lists.push(place.rules);
    }
  }
  if (fileNames.size === 0 && extensions.size === 0) return;
  const name = folded.slice(folded.lastIndexOf('/') + 1);
  add(fileNames.get(name), lists);
  add(extensions.get(extensionOf(name)), lists);
}

function add(rules: List | undefined, lists: List[]): void {
  if (rules !== undefined) lists.push(rules);
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

function table(): Table {
  return {
    everywhere: [],
    kinds: new Map(),
    tools: new Map(),
    directories: new Map(),
    isDepthKnown: [],
    fileNames: new Map(),
    extensions: new Map(),
    hosts: new Map(),
    programs: new Map(),
  };
}

function list(): List {
  return [];
}

function slot<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
