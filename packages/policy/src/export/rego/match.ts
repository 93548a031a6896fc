import type { Effect, RiskGrade, TrustStage } from '../../model.ts';
import type { PathBase, PathGlob } from '../../path-glob.ts';
import { compilePathGlob, compilePathPrefix } from '../../path-glob.ts';
import type {
  ActorMatch,
  FieldMatch,
  Match,
  PathMatch,
  ShellMatch,
  TimeMatch,
  ToolMatch,
  UrlMatch,
} from '../../policy-set.ts';
import { MAX_SEARCHED_CHARS } from '../../text-pattern.ts';
import { compileTokenGlob } from '../../token-glob.ts';
import type { Place } from '../refusal.ts';
import { at, refuse } from '../refusal.ts';
import { keptElsewhere, phrased } from '../translate.ts';
import { windowsOf } from '../windows.ts';
import type { Body, Functions } from './expression.ts';
import { all } from './expression.ts';
import { everyNameIsLike, nameIsLike, someNameIsLike } from './names.ts';
import { pathRegex, unportable } from './regex.ts';
import { set, term } from './text.ts';

export interface MatchContext {
  readonly effect: Effect;
  readonly base: PathBase;
  readonly functions: Functions;
}

/** What must hold of `resource` and `input`; the action apart. */
export function matchBody(match: Match, context: MatchContext, place: Place): Body {
  const { functions, effect } = context;
  return all(
    phrased<Match>(
      match,
      {
        action: () => 'true',
        kind: (kinds) => `resource.kind in ${set(kinds)}`,
        actor: (actor, place) => actorMatches(actor, functions, place),
        tool: (tool, place) => toolMatches(tool, context, place),
        risk: (range, place) => isWithin('input.risk', grades, range, place),
        labels: (labels, place) =>
          all(
            phrased<NonNullable<Match['labels']>>(
              labels,
              {
                any: (names) => `some_in(input.labels, ${set(names)})`,
                all: (names) => `every_in(${term(names)}, input.labels)`,
                none: (names) => `not some_in(input.labels, ${set(names)})`,
                gives: (_, place) => refuse(place, keptElsewhere),
                completes: (_, place) => refuse(place, keptElsewhere),
              },
              place,
            ),
          ),
        path: (path, place) => pathMatches(path, context, place),
        url: (url, place) => urlMatches(url, context, place),
        shell: (shell, place) => shellMatches(shell, context, place),
        time: (time, place) => timeMatches(time, functions, place),
        content: (content, place) =>
          all(
            phrased<NonNullable<Match['content']>>(
              content,
              {
                contains: (texts) => `contains_some(input.content, ${term(texts)})`,
                pattern: (patterns, place) => contentMatches(patterns, { effect, functions }, place),
              },
              place,
            ),
          ),
      },
      place,
    ),
  );
}

const grades: readonly RiskGrade[] = ['L1', 'L2', 'L3'];
const stages: readonly TrustStage[] = ['CBT', 'KBT', 'IBT'];

function isWithin<T extends string>(
  value: string,
  scale: readonly T[],
  range: { readonly atLeast?: T; readonly atMost?: T },
  place: Place,
): Body {
  return all(
    phrased<{ readonly atLeast?: T; readonly atMost?: T }>(
      range,
      {
        atLeast: (lowest) => `${value} in ${set(scale.slice(scale.indexOf(lowest)))}`,
        atMost: (highest) => `${value} in ${set(scale.slice(0, scale.indexOf(highest) + 1))}`,
      },
      place,
    ),
  );
}

function actorMatches(actor: ActorMatch, functions: Functions, place: Place): Body {
  return all(
    phrased<ActorMatch>(
      actor,
      {
        id: (globs) => nameIsLike('input.actor.id', globs, functions),
        kind: (globs) => nameIsLike('input.actor.kind', globs, functions),
        role: (globs) => someNameIsLike('input.actor.roles', globs, functions),
        trustStage: (range, place) => isWithin('input.actor.trustStage', stages, range, place),
      },
      place,
    ),
  );
}

function toolMatches(tool: ToolMatch, { effect, functions }: MatchContext, place: Place): Body {
  const lines = phrased<ToolMatch>(
    tool,
    {
      server: (globs) => nameIsLike('resource.tool.server', globs, functions),
      name: (globs) => nameIsLike('resource.tool.name', globs, functions),
      arguments: (fields, place) =>
        all(
          Object.entries(fields).map(([field, test]) => {
            const passes = functions.of('value', [scalarPasses(test, at(place, field))]);
            return fieldPasses(field, { passes, effect, functions });
          }),
        ),
    },
    place,
  );
  return all(['is_object(resource.tool)', ...lines]);
}

/** On a list, a stricter rule needs one entry that passes and an allow rule needs every entry to. */
function fieldPasses(
  field: string,
  {
    passes,
    effect,
    functions,
  }: { readonly passes: (value: string) => string; readonly effect: Effect; readonly functions: Functions },
): Body {
  const read = `value := resource.tool.arguments[${term(field)}]`;
  const ofEntries =
    effect === 'allow'
      ? ['count(value) > 0', `every entry in value { ${passes('entry')} }`]
      : ['some entry in value', passes('entry')];
  return functions.of('resource', [
    all([read, 'not is_array(value)', passes('value')]),
    all([read, 'is_array(value)', ...ofEntries]),
  ])('resource');
}

function scalarPasses(test: FieldMatch, place: Place): Body {
  return all(
    phrased<FieldMatch>(
      test,
      {
        equals: (value) => `value == ${term(value)}`,
        in: (values) => `value in ${set(values)}`,
        range: (range, place) =>
          all([
            'is_number(value)',
            ...phrased<NonNullable<FieldMatch['range']>>(
              range,
              { min: (min) => `value >= ${term(min)}`, max: (max) => `value <= ${term(max)}` },
              place,
            ),
          ]),
        prefix: (texts) => `starts_with_some(value, ${term(texts)})`,
        suffix: (texts) => `ends_with_some(value, ${term(texts)})`,
      },
      place,
    ),
  );
}

function pathMatches(path: PathMatch, { base, functions }: MatchContext, place: Place): Body {
  const ignoreCase = path.ignoreCase ?? false;
  const read = ignoreCase ? 'resource.folded' : 'resource.path';
  const globs = (patterns: readonly string[]): Body =>
    someGlobMatches(
      read,
      patterns.flatMap((pattern) => compilePathGlob(pattern, base, { ignoreCase })),
      functions,
    );
  const lines = phrased<PathMatch>(
    path,
    {
      prefix: (prefixes) =>
        someGlobMatches(
          read,
          prefixes.map((prefix) => compilePathPrefix(prefix, base, { ignoreCase })),
          functions,
        ),
      glob: globs,
      not: (patterns) => functions.not(globs(patterns)),
      ignoreCase: () => 'true',
    },
    place,
  );
  return all(['resource.kind == "path"', ...lines]);
}

function someGlobMatches(read: string, globs: readonly PathGlob[], functions: Functions): Body {
  const paths: string[] = [];
  const directories: string[] = [];
  const patterns: string[] = [];
  for (const glob of globs) {
    const isDirectory = glob.at(-1) === 'any-depth';
    const literal = literalPath(isDirectory ? glob.slice(0, -1) : glob);
    if (literal === undefined) patterns.push(pathRegex(glob));
    else (isDirectory ? directories : paths).push(literal);
  }
  return functions.any([
    ...(paths.length === 0 ? [] : [`${read} in ${set(paths)}`]),
    ...(directories.length === 0 ? [] : [`at_or_below_some(${read}, ${term(directories)})`]),
    ...(patterns.length === 0 ? [] : [`matches_some(${read}, ${term(patterns)})`]),
  ]);
}

function literalPath(glob: PathGlob): string | undefined {
  let path = '';
  for (const step of glob) {
    if (step === 'any-depth' || step.literal === undefined) return undefined;
    path += `/${step.literal}`;
  }
  return path;
}

function urlMatches(url: UrlMatch, { effect, functions }: MatchContext, place: Place): Body {
  const lines = phrased<UrlMatch>(
    url,
    {
      scheme: (schemes) => `resource.scheme in ${set(schemes)}`,
      host: (hosts) => someHostMatches(hosts, functions),
      port: (ports) => `resource.port in ${set(ports)}`,
      // A request whose method is unknown fails an allow rule and meets any other.
      method: (methods) => {
        const isNamed = `resource.method in ${set(methods)}`;
        return effect === 'allow' ? isNamed : functions.any([isNamed, 'not resource.method']);
      },
      path: (paths) => {
        const directories = paths.map((path) => (path.endsWith('/') ? path.slice(0, -1) : path));
        return `at_or_below_some(resource.path, ${term(directories)})`;
      },
    },
    place,
  );
  return all(['resource.kind == "url"', ...lines]);
}

function someHostMatches(hosts: readonly string[], functions: Functions): Body {
  if (hosts.includes('*')) return 'true';
  const exact = hosts.filter((host) => !host.startsWith('*.'));
  const suffixes = hosts.flatMap((host) => (host.startsWith('*.') ? [host.slice(1)] : []));
  return functions.any([
    ...(exact.length === 0 ? [] : [`resource.host in ${set(exact)}`]),
    ...(suffixes.length === 0 ? [] : [`is_below_some(resource.host, ${term(suffixes)})`]),
  ]);
}

function shellMatches(shell: ShellMatch, { effect, functions }: MatchContext, place: Place): Body {
  const lines = phrased<ShellMatch>(
    shell,
    {
      // In deny and escalate rules `rm` also finds `/bin/rm`.
      program: (globs) =>
        functions.any([
          nameIsLike('resource.program', globs, functions),
          ...(effect === 'allow' ? [] : [nameIsLike('resource.base', globs, functions)]),
        ]),
      argv: (globs) => functions.any(globs.map((glob) => argvMatches(glob, functions))),
      without: (globs) => functions.not(someNameIsLike('resource.argv', globs, functions)),
      only: (globs) => everyNameIsLike('resource.argv', globs, functions),
    },
    place,
  );
  return all(['resource.kind == "command"', ...lines]);
}

function argvMatches(glob: string, functions: Functions): Body {
  const { isWhole, tokens } = compileTokenGlob(glob);
  const words = glob.split(/\s+/).filter((word) => word !== '');
  return all([
    `count(resource.argv) ${isWhole ? '==' : '>='} ${tokens.length}`,
    ...tokens.map((_, index) =>
      nameIsLike(`resource.argv[${index}]`, words.slice(index, index + 1), functions),
    ),
  ]);
}

function timeMatches(time: TimeMatch, functions: Functions, place: Place): Body {
  return functions.any(
    windowsOf(time, place).map(({ days, from, to }) =>
      all([
        `input.minute >= ${from}`,
        `input.minute < ${to}`,
        ...(days.length === 7 ? [] : [`input.day in ${set(days)}`]),
      ]),
    ),
  );
}

/** Contents too long to be searched fail an allow rule and meet any other. */
function contentMatches(
  patterns: readonly string[],
  { effect, functions }: Pick<MatchContext, 'effect' | 'functions'>,
  place: Place,
): Body {
  const reasons = patterns.flatMap((pattern, index) => {
    const reason = unportable(pattern);
    return reason === undefined ? [] : [refuse(at(place, index), reason)];
  });
  if (reasons.length > 0) return 'false';
  const isFound = all([
    `input.contentLength <= ${MAX_SEARCHED_CHARS}`,
    `matches_some(input.content, ${term(patterns)})`,
  ]);
  return effect === 'allow'
    ? isFound
    : functions.any([isFound, `input.contentLength > ${MAX_SEARCHED_CHARS}`]);
}
