import type { Action, Effect, Json, Match, PolicyInput, Resource, Rule } from '@zoqore/policy';
import type { Places } from './glob.ts';
import { anchored, caseless, matchesName, matchesPath, segmentsOf } from './glob.ts';
import { guards } from './guards.ts';
import { patterns } from './patterns.ts';
import { wallClock } from './wall-clock.ts';

export interface Asked {
  readonly input: PolicyInput;
  readonly resource: Resource;
  /** Undefined for an inferred path of unknown access. */
  readonly action: Action | undefined;
  /** Labels that the request would give, by the marks of the set. */
  readonly gained: readonly string[];
  readonly places: Places;
}

/** Every key must hold. An error means no match in an allow rule, and a match in a deny or escalate rule. */
export function matches(
  { match, effect, when }: Pick<Rule, 'match' | 'effect' | 'when'>,
  asked: Asked,
): boolean {
  const tests = [
    ...Object.keys(match).map((key) => () => keyHolds(key, match, effect, asked)),
    ...(when === undefined ? [] : [() => guardHolds(when, asked)]),
  ];
  return tests.every((test) => {
    try {
      return test();
    } catch {
      return effect !== 'allow';
    }
  });
}

function keyHolds(key: string, match: Match, effect: Effect, asked: Asked): boolean {
  const { input, resource } = asked;
  switch (key) {
    case 'action':
      return true;
    case 'kind':
      return match.kind?.includes(resource.kind) === true;
    case 'actor':
      return actorHolds(match.actor ?? {}, input);
    case 'tool':
      return toolHolds(match.tool ?? {}, effect, asked);
    case 'risk':
      return isWithin(['L1', 'L2', 'L3'], match.risk ?? {}, input.risk);
    case 'labels':
      return labelsHold(match.labels ?? {}, { held: input.labels, gained: asked.gained });
    case 'path':
      return pathHolds(match.path ?? {}, asked);
    case 'url':
      return urlHolds(match.url ?? {}, effect, resource);
    case 'shell':
      return shellHolds(match.shell ?? {}, effect, resource);
    case 'time':
      return timeHolds(match.time ?? {}, input.now);
    case 'content':
      return contentHolds(match.content ?? {}, input.content);
    default:
      throw new TypeError(`the naive evaluator has not read docs/policy.md on \`${key}\``);
  }
}

type Part<K extends keyof Match> = NonNullable<Match[K]>;

function isWithin(
  scale: readonly string[],
  range: { readonly atLeast?: string; readonly atMost?: string },
  value: string,
): boolean {
  const at = scale.indexOf(value);
  if (range.atLeast !== undefined && at < scale.indexOf(range.atLeast)) return false;
  return range.atMost === undefined || at <= scale.indexOf(range.atMost);
}

function isSome(globs: readonly string[] | undefined, name: string): boolean {
  return globs === undefined || globs.some((glob) => matchesName(glob, name));
}

function actorHolds({ id, kind, role, trustStage }: Part<'actor'>, { actor }: PolicyInput): boolean {
  return (
    isSome(id, actor.id) &&
    isSome(kind, actor.kind) &&
    (role === undefined || actor.roles.some((held) => isSome(role, held))) &&
    isWithin(['CBT', 'KBT', 'IBT'], trustStage ?? {}, actor.trustStage)
  );
}

/** A tool resource is matched by its own name; any other resource by the tool of its request. */
function toolHolds(part: Part<'tool'>, effect: Effect, { input, resource }: Asked): boolean {
  let { tool } = input;
  if (resource.kind === 'tool' && (tool?.server !== resource.server || tool.name !== resource.name)) {
    tool = { server: resource.server, name: resource.name, arguments: {} };
  }
  if (tool === undefined) return false;
  if (!isSome(part.server, tool.server) || !isSome(part.name, tool.name)) return false;
  const given = new Map(Object.entries(tool.arguments));
  return Object.entries(part.arguments ?? {}).every(([field, test]) => {
    const value = given.get(field);
    if (value === undefined) return false;
    if (!Array.isArray(value)) return fieldHolds(test, value);
    if (effect !== 'allow') return value.some((entry: Json) => fieldHolds(test, entry));
    return value.length > 0 && value.every((entry: Json) => fieldHolds(test, entry));
  });
}

function fieldHolds(test: NonNullable<Part<'tool'>['arguments']>[string], value: Json): boolean {
  if (Object.hasOwn(test, 'equals') && value !== test.equals) return false;
  if (test.in !== undefined && !test.in.some((each) => each === value)) return false;
  if (test.range !== undefined) {
    if (typeof value !== 'number') return false;
    if (test.range.min !== undefined && value < test.range.min) return false;
    if (test.range.max !== undefined && value > test.range.max) return false;
  }
  const isText = typeof value === 'string';
  if (test.prefix !== undefined && !(isText && test.prefix.some((each) => value.startsWith(each))))
    return false;
  return test.suffix === undefined || (isText && test.suffix.some((each) => value.endsWith(each)));
}

function labelsHold(
  { any, all, none, gives, completes }: Part<'labels'>,
  { held, gained }: { readonly held: readonly string[]; readonly gained: readonly string[] },
): boolean {
  if (any !== undefined && !held.some((label) => any.includes(label))) return false;
  if (all !== undefined && !all.every((label) => held.includes(label))) return false;
  if (none !== undefined && held.some((label) => none.includes(label))) return false;
  if (gives !== undefined && !gained.some((label) => gives.includes(label))) return false;
  if (completes === undefined) return true;
  const after = [...held, ...gained];
  return (
    gained.some((label) => completes.includes(label)) && completes.every((label) => after.includes(label))
  );
}

function pathHolds({ prefix, glob, not, ignoreCase = false }: Part<'path'>, asked: Asked): boolean {
  const { resource, places } = asked;
  if (resource.kind !== 'path') return false;
  const { path } = resource;
  const some = (globs: readonly string[]): boolean =>
    globs.some((each) => matchesPath(each, path, { ...places, ignoreCase }));
  if (prefix !== undefined && !prefix.some((each) => isBelow(each, path, { places, ignoreCase })))
    return false;
  if (glob !== undefined && !some(glob)) return false;
  return not === undefined || !some(not);
}

/** It ends at segments and has no wildcards. */
function isBelow(
  prefix: string,
  path: string,
  { places, ignoreCase }: { readonly places: Places; readonly ignoreCase: boolean },
): boolean {
  const fold = (text: string): string => (ignoreCase ? caseless(text) : text);
  const { start, rest } = anchored(prefix, places);
  const wanted = segmentsOf(fold(`${start}/${rest}`));
  const found = segmentsOf(fold(path));
  return wanted.length <= found.length && wanted.every((segment, at) => segment === found[at]);
}

function urlHolds(part: Part<'url'>, effect: Effect, resource: Resource): boolean {
  if (resource.kind !== 'url') return false;
  const { scheme, port, path, method } = resource;
  const host = resource.host.toLowerCase().replace(/\.$/, '');
  if (part.scheme !== undefined && !part.scheme.includes(scheme)) return false;
  if (part.host !== undefined && !part.host.some((each) => hostHolds(each, host))) return false;
  if (part.port !== undefined && !part.port.includes(port)) return false;
  if (part.method !== undefined) {
    if (method === undefined ? effect === 'allow' : !part.method.includes(method.toUpperCase())) return false;
  }
  return (
    part.path === undefined ||
    part.path.some((each) => `${path}/`.startsWith(each.endsWith('/') ? each : `${each}/`))
  );
}

/** `*.suffix` is what lies below the suffix and not the suffix itself. */
function hostHolds(wanted: string, host: string): boolean {
  if (wanted === '*') return true;
  if (!wanted.startsWith('*.')) return wanted === host;
  return host.endsWith(wanted.slice(1)) && host.length > wanted.length - 1;
}

function shellHolds(
  { program, argv, without, only }: Part<'shell'>,
  effect: Effect,
  resource: Resource,
): boolean {
  if (resource.kind !== 'command') return false;
  const given = resource.argv;
  if (program !== undefined) {
    const names = [resource.program];
    if (effect !== 'allow') names.push(resource.program.split('/').at(-1) ?? '');
    if (!names.some((name) => isSome(program, name))) return false;
  }
  if (argv !== undefined) {
    const isLike = (pattern: string): boolean => {
      const words = pattern.trim().split(/\s+/);
      const isWhole = words.at(-1) === '$';
      if (isWhole) words.pop();
      if (isWhole ? given.length !== words.length : given.length < words.length) return false;
      return words.every((word, at) => matchesName(word, given[at] ?? ''));
    };
    if (!argv.some(isLike)) return false;
  }
  if (without !== undefined && given.some((each) => isSome(without, each))) return false;
  return only === undefined || given.every((each) => isSome(only, each));
}

/** By the clock on the wall; `to` is outside; a window over midnight belongs to the day on which it starts. */
function timeHolds({ days, from, to, zone = 'UTC' }: Part<'time'>, now: number): boolean {
  const [date, time] = wallClock(now, zone);
  const clock = time.slice(0, 5);
  const nameOf = (shift: number): string => {
    const day = new Date(`${date}T00:00Z`);
    day.setUTCDate(day.getUTCDate() + shift);
    return ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][day.getUTCDay()] ?? '';
  };
  const isOn = (name: string): boolean => days === undefined || days.some((day) => day === name);
  const start = from ?? '00:00';
  const end = to ?? '24:00';
  if (start < end) return start <= clock && clock < end && isOn(nameOf(0));
  return (clock >= start && isOn(nameOf(0))) || (clock < end && isOn(nameOf(-1)));
}

function contentHolds({ contains, pattern }: Part<'content'>, content: string | undefined): boolean {
  if (content === undefined) return false;
  if (contains !== undefined && !contains.some((each) => content.includes(each))) return false;
  if (pattern === undefined) return true;
  if (content.length > 1_048_576) throw new RangeError('too long to be searched');
  return pattern.some((each) => {
    const known = patterns.find(({ re2 }) => re2 === each);
    if (known === undefined) throw new TypeError('a pattern that the table lacks');
    return known.own.test(content);
  });
}

function guardHolds(when: string, { input, resource, action }: Asked): boolean {
  const known = guards.find(({ cel }) => cel === when);
  if (known === undefined) throw new TypeError('a condition that the table lacks');
  return known.holds({ input, resource, action: action ?? input.action });
}
