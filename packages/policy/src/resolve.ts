import type { PolicyIssue } from './errors.ts';
import { invalidPolicy } from './errors.ts';
import type { ParseOptions } from './parse.ts';
import { MAX_BYTES, parsePolicySet } from './parse.ts';
import type { Action, Effect } from './model.ts';
import type { Mark, PolicyDocument, PolicySet, Rule } from './policy-set.ts';
import { readDocument } from './read-set.ts';
import { setOf } from './schema/set-schema.ts';
import { suggest } from './suggestion.ts';
import type { Locate } from './yaml-document.ts';
import { readYaml } from './yaml-document.ts';

/** What `extends` names: a pack that ships, or a file by its path from the folder of the set that was given. */
export type ExtendedName = { readonly pack: string } | { readonly file: string };

export interface PolicySource {
  readonly text: string;
  /** For messages and positions. */
  readonly source: string;
}

export interface ResolveOptions extends ParseOptions {
  /**
   * The text of a set that is extended, or why there is none: `there is no such file`. A file lies in the folder of the set
   * that was given or below, as far as its path says; that no link leads out of it is for whoever reads to see to.
   */
  readonly read: (name: ExtendedName) => PolicySource | { readonly missing: string };
}

export interface ResolvedPolicy extends PolicySource {
  /** Every text that took part, the given one first, as it was written. */
  readonly parts: readonly PolicySource[];
}

const MAX_EXTENDED_DEPTH = 8;
/** Sets that one set may bring, each counted once however often it is named. */
const MAX_EXTENDED = 32;

/**
 * A text that stands for itself: the given one where it extends nothing, otherwise the JSON of the set with everything
 * that it extends in it. What is in force, compared and digested is always such a text.
 *
 * @throws PolicyError `POLICY_INVALID` with the source and position of what is wrong: in a set that is extended, or in
 * the way it is (missing, a cycle, too deep, out of the folder, an id that is taken, an id in `without` that nothing brings)
 */
export function resolvePolicy(text: string, options: ResolveOptions): ResolvedPolicy {
  const source = options.source ?? 'policy';
  const given = { text, source };
  // Most sets extend nothing, and then their text is read once, by whoever parses it.
  if (!text.includes('extends')) return { ...given, parts: [given] };
  const resolution: Resolution = { options, known: new Map(), parts: [] };
  const { set, isExtending } = open(given, { folder: [], trail: [source] }, resolution);
  if (!isExtending) return { ...given, parts: [given] };
  const whole = JSON.stringify(set);
  // What is stored must be read again at every start, by the same bounds as any text.
  parsePolicySet(whole, { ...options, source: `${source} with what it extends` });
  return { text: whole, source, parts: resolution.parts };
}

interface Resolution {
  readonly options: ResolveOptions;
  /** By pack or path: a set that is reached twice is read once. */
  readonly known: Map<string, Opened>;
  readonly parts: PolicySource[];
}

interface Opened {
  readonly set: PolicySet;
  readonly isExtending: boolean;
  /** Undefined where neither it nor what it extends says a default. */
  readonly default: PolicySet['default'] | undefined;
}

interface Place {
  /** Of the text, from that of the given set. */
  readonly folder: readonly string[];
  /** Names from the given set to this one. */
  readonly trail: readonly string[];
}

function open(text: PolicySource, place: Place, resolution: Resolution): Opened {
  resolution.parts.push(text);
  const reading = readYaml(text.text, resolution.options.maxBytes ?? MAX_BYTES);
  if ('issues' in reading) throw invalidPolicy(reading.issues, text.source);
  const document = readDocument(reading.data, { source: text.source, locate: reading.locate });
  const isExtending = document.extends !== undefined || document.without !== undefined;
  if (!isExtending) return { set: setOf(document), isExtending, default: document.default };
  const refuse = (issue: Refusal): never => {
    const at = reading.locate(issue.path, 'value');
    throw invalidPolicy([{ ...issue, ...at }], text.source);
  };
  const names = document.extends ?? [];
  if (names.length === 0)
    refuse({ path: ['without'], message: '`without` leaves out nothing: `extends` names no set' });
  const inherited = names.map((name, at) => {
    // One value may stand for a list of one.
    const path = Array.isArray(Object(reading.data).extends) ? ['extends', at] : ['extends'];
    return {
      name,
      ...openNamed(name, place, { resolution, refuse: (message) => refuse({ path, message, found: name }) }),
    };
  });
  const joined = join(document, inherited, { locate: reading.locate, source: text.source });
  return { set: setOf({ ...document, ...joined }), isExtending, default: joined.default };
}

type Refusal = Pick<PolicyIssue, 'path' | 'message' | 'found' | 'suggestion'>;

function openNamed(
  name: string,
  { folder, trail }: Place,
  { resolution, refuse }: { readonly resolution: Resolution; readonly refuse: (message: string) => never },
): Opened {
  const target = targetOf(name, folder);
  if (target === undefined)
    return refuse(
      `\`extends\` expected the name of a pack, or a path to a .yaml file in the folder of the set, found \`${name}\``,
    );
  const key = 'pack' in target.name ? `pack ${target.name.pack}` : `file ${target.name.file}`;
  if (trail.includes(key)) return refuse(`the set extends itself: ${[...trail, key].join(' → ')}`);
  if (trail.length > MAX_EXTENDED_DEPTH)
    return refuse(`sets are extended more than ${MAX_EXTENDED_DEPTH} deep`);
  const before = resolution.known.get(key);
  if (before !== undefined) return before;
  if (resolution.known.size >= MAX_EXTENDED) return refuse(`more than ${MAX_EXTENDED} sets are extended`);
  const text = resolution.options.read(target.name);
  if ('missing' in text) return refuse(`\`${name}\` cannot be extended: ${text.missing}`);
  const opened = open(text, { folder: target.folder, trail: [...trail, key] }, resolution);
  resolution.known.set(key, opened);
  return opened;
}

/** A pack has a plain name; a file is named from the folder of whoever extends it and never leaves that of the given set. */
function targetOf(
  name: string,
  folder: readonly string[],
): { readonly name: ExtendedName; readonly folder: readonly string[] } | undefined {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) return { name: { pack: name }, folder: [] };
  if (!/\.ya?ml$/.test(name) || /^[/~]|[\\:\0]/.test(name)) return undefined;
  const segments = [...folder];
  for (const segment of name.split('/')) {
    if (segment === '.') continue;
    if (segment === '') return undefined;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return undefined;
  }
  return { name: { file: segments.join('/') }, folder: segments.slice(0, -1) };
}

interface Inherited extends Opened {
  readonly name: string;
}

/** Own rules beside those that are inherited and not left out. */
function join(
  document: PolicyDocument,
  inherited: readonly Inherited[],
  { locate, source }: { readonly locate: Locate; readonly source: string },
): Pick<PolicyDocument, 'default' | 'rules' | 'marks'> {
  const issues: PolicyIssue[] = [];
  const without = new Set(document.without);
  const origins = new Map<string, { readonly from: string; readonly meaning: string }>();
  const take = <T extends Rule | Mark>(of: (set: PolicySet) => readonly T[]): T[] =>
    inherited.flatMap(({ name, set }, at) =>
      of(set).filter((rule) => {
        if (without.has(rule.id)) return false;
        const before = origins.get(rule.id);
        const meaning = JSON.stringify(rule);
        if (before === undefined) {
          origins.set(rule.id, { from: name, meaning });
          return true;
        }
        // The same rule by two ways is no clash.
        if (before.meaning === meaning) return false;
        issues.push({
          path: ['extends'],
          message: `\`${before.from}\` and \`${name}\` both bring \`${rule.id}\`, and not the same; name it in \`without\` and say it here`,
          ...locate(['extends', at], 'value'),
          found: rule.id,
        });
        return false;
      }),
    );
  const rules = take(({ rules: all }) => all);
  const marks = take(({ marks: all = [] }) => all);
  for (const [list, own] of [
    ['rules', document.rules],
    ['marks', document.marks ?? []],
  ] as const) {
    own.forEach(({ id }, at) => {
      const before = origins.get(id);
      if (before === undefined) return;
      const path = [list, at, 'id'];
      const message = `the id \`${id}\` is taken by \`${before.from}\`; to replace it, name it in \`without\``;
      issues.push({ path, message, ...locate(path, 'value'), found: id });
    });
  }
  const brought = new Set(
    inherited.flatMap(({ set }) => [...set.rules, ...(set.marks ?? [])].map(({ id }) => id)),
  );
  (document.without ?? []).forEach((id, at) => {
    if (brought.has(id)) return;
    const suggestion = suggest(id, [...brought]);
    issues.push({
      path: ['without', at],
      message: `\`${id}\` is in nothing that is extended${suggestion === undefined ? '' : `, did you mean \`${suggestion}\`?`}`,
      ...locate(['without', at], 'value'),
      found: id,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  });
  const fallback = document.default ?? defaultOf(inherited);
  if (fallback === 'differ') {
    issues.push({
      path: ['extends'],
      message: 'what is extended has different defaults; say `default` here',
      ...locate(['extends'], 'key'),
    });
  }
  if (issues.length > 0) throw invalidPolicy(issues, source);
  const allMarks = [...marks, ...(document.marks ?? [])];
  return {
    ...(fallback === undefined || fallback === 'differ' ? {} : { default: fallback }),
    rules: [...rules, ...document.rules],
    ...(allMarks.length === 0 ? {} : { marks: allMarks }),
  };
}

/** The one that is said, where those that say one agree. */
function defaultOf(inherited: readonly Inherited[]): Readonly<Record<Action, Effect>> | 'differ' | undefined {
  const [first, ...others] = inherited.flatMap((opened) => opened.default ?? []);
  const meaning = JSON.stringify(first);
  return others.every((other) => JSON.stringify(other) === meaning) ? first : 'differ';
}
