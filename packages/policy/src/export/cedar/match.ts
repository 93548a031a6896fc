import { scalarTest } from '../../conditions/tool.ts';
import type { Effect } from '../../model.ts';
import type { PathBase } from '../../path-glob.ts';
import type {
  ActorMatch,
  FieldMatch,
  Match,
  Scalar,
  ShellMatch,
  TimeMatch,
  ToolMatch,
  UrlMatch,
} from '../../policy-set.ts';
import { compileTokenGlob } from '../../token-glob.ts';
import type { Place } from '../refusal.ts';
import { at, refuse } from '../refusal.ts';
import { keptElsewhere, phrased } from '../translate.ts';
import { windowsOf } from '../windows.ts';
import { all, any, like, not, set, text } from './expression.ts';
import { nameIsLike, someArgumentIsLike, someNameIsLike } from './names.ts';
import { pathMatches } from './paths.ts';
import { entityTypes, MAX_POSITIONS, riskRank, trustRank } from './schema.ts';

/** Everything in a match but the action, which stands in the head of a Cedar policy. */
export function matchExpression(
  match: Match,
  { effect, base, place }: { readonly effect: Effect; readonly base: PathBase; readonly place: Place },
): string {
  return all(
    phrased<Match>(
      match,
      {
        action: () => 'true',
        kind: (kinds) => any(kinds.map((kind) => `resource is ${entityTypes[kind]}`)),
        actor: actorMatches,
        tool: (tool, place) => toolMatches(tool, effect, place),
        risk: (risk, place) => rankIsWithin('context.risk', risk, riskRank, place),
        labels: (labels, place) =>
          all(
            phrased<NonNullable<Match['labels']>>(
              labels,
              {
                any: (names) => `context.labels.containsAny(${set(names)})`,
                all: (names) => `context.labels.containsAll(${set(names)})`,
                none: (names) => `!context.labels.containsAny(${set(names)})`,
                gives: (_, place) => refuse(place, keptElsewhere),
                completes: (_, place) => refuse(place, keptElsewhere),
              },
              place,
            ),
          ),
        path: (path, place) => pathMatches(path, base, place),
        url: (url, place) => urlMatches(url, effect, place),
        shell: (shell, place) => shellMatches(shell, effect, place),
        time: timeMatches,
        content: (content, place) =>
          all([
            'context has content',
            ...phrased<NonNullable<Match['content']>>(
              content,
              {
                contains: (texts) =>
                  any(texts.map((each) => like('context.content', ['*', { literal: each }, '*']))),
                pattern: (_, place) => refuse(place, 'is a regular expression, and Cedar has none'),
              },
              place,
            ),
          ]),
      },
      place,
    ),
  );
}

function rankIsWithin<T extends string>(
  value: string,
  range: { readonly atLeast?: T; readonly atMost?: T },
  rank: Readonly<Record<T, number>>,
  place: Place,
): string {
  return all(
    phrased<{ readonly atLeast?: T; readonly atMost?: T }>(
      range,
      {
        atLeast: (lowest) => `${value} >= ${rank[lowest]}`,
        atMost: (highest) => `${value} <= ${rank[highest]}`,
      },
      place,
    ),
  );
}

function actorMatches(actor: ActorMatch, place: Place): string {
  return all(
    phrased<ActorMatch>(
      actor,
      {
        id: (globs, place) => nameIsLike('principal.name', globs, place),
        kind: (globs, place) => nameIsLike('principal.kind', globs, place),
        role: (globs, place) => someNameIsLike('principal.roles', globs, place),
        trustStage: (range, place) => rankIsWithin('principal.trust', range, trustRank, place),
      },
      place,
    ),
  );
}

function toolMatches(tool: ToolMatch, effect: Effect, place: Place): string {
  const expressions = phrased<ToolMatch>(
    tool,
    {
      server: (globs, place) => nameIsLike('context.tool.server', globs, place),
      name: (globs, place) => nameIsLike('context.tool.name', globs, place),
      arguments: (fields, place) =>
        all(
          Object.entries(fields).map(([field, test]) => fieldMatches(field, test, effect, at(place, field))),
        ),
    },
    place,
  );
  return all(['context has tool', ...expressions]);
}

/** Tags hold the entries of an argument as JSON texts, of which a test can only name whole ones. */
function fieldMatches(field: string, test: FieldMatch, effect: Effect, place: Place): string {
  const unsayable = (what: string) => (_: unknown, place: Place) =>
    finite === undefined
      ? refuse(place, `tests each entry for ${what}, and Cedar compares elements of a set as a whole`)
      : 'true';
  const finite = finiteValues(test);
  const [refusal] = phrased<FieldMatch>(
    test,
    {
      equals: () => 'true',
      in: () => 'true',
      range: unsayable('a range'),
      prefix: unsayable('a prefix'),
      suffix: unsayable('a suffix'),
    },
    place,
  ).filter((each) => each !== 'true');
  if (refusal !== undefined || finite === undefined || finite.length === 0) return 'false';
  const allowed = set(finite.map((value) => JSON.stringify(value)));
  const entries = `context.tool.getTag(${text(field)})`;
  return all([
    `context.tool.hasTag(${text(field)})`,
    ...(effect === 'allow'
      ? [`!${entries}.isEmpty()`, `${allowed}.containsAll(${entries})`]
      : [`${allowed}.containsAny(${entries})`]),
  ]);
}

/** All values that pass, where the test names some. */
function finiteValues(test: FieldMatch): readonly Scalar[] | undefined {
  const named = test.in ?? (test.equals === undefined ? undefined : [test.equals]);
  return named?.filter(scalarTest(test));
}

function urlMatches(url: UrlMatch, effect: Effect, place: Place): string {
  const expressions = phrased<UrlMatch>(
    url,
    {
      scheme: (schemes) => `${set(schemes)}.contains(resource.scheme)`,
      host: (hosts) => any(hosts.map(hostMatches)),
      port: (ports) => `[${ports.join(', ')}].contains(resource.port)`,
      // A request whose method is unknown fails an allow rule and meets any other.
      method: (methods) => {
        const isNamed = all(['resource has method', `${set(methods)}.contains(resource.method)`]);
        return effect === 'allow' ? isNamed : any([not('resource has method'), isNamed]);
      },
      path: (paths) =>
        any(
          paths.flatMap((path) => {
            const literal = path.endsWith('/') ? path.slice(0, -1) : path;
            return [
              like('resource.path', [{ literal }]),
              like('resource.path', [{ literal: `${literal}/` }, '*']),
            ];
          }),
        ),
    },
    place,
  );
  return all(['resource is Url', ...expressions]);
}

function hostMatches(host: string): string {
  if (host === '*') return 'true';
  if (!host.startsWith('*.')) return like('resource.host', [{ literal: host }]);
  const literal = host.slice(1);
  return all([like('resource.host', ['*', { literal }]), not(like('resource.host', [{ literal }]))]);
}

function shellMatches(shell: ShellMatch, effect: Effect, place: Place): string {
  const expressions = phrased<ShellMatch>(
    shell,
    {
      // In deny and escalate rules `rm` also finds `/bin/rm`.
      program: (globs, place) => {
        const asWritten = nameIsLike('resource.program', globs, place);
        return effect === 'allow' ? asWritten : any([asWritten, nameIsLike('resource.base', globs, place)]);
      },
      argv: (globs, place) => any(globs.map((glob, index) => argvMatches(glob, at(place, index)))),
      without: (globs, place) => not(someArgumentIsLike(globs, place)),
      only: (_, place) => refuse(place, 'asks something of every argument'),
    },
    place,
  );
  return all(['resource is Command', ...expressions]);
}

function argvMatches(glob: string, place: Place): string {
  const words = glob.split(/\s+/).filter((word) => word !== '');
  const { tokens, isWhole } = compileTokenGlob(glob);
  if (tokens.length > MAX_POSITIONS) {
    return refuse(place, `names more than ${MAX_POSITIONS} arguments, and Cedar has no lists`);
  }
  return all([
    `resource.count ${isWhole ? '==' : '>='} ${tokens.length}`,
    ...tokens.map((_, index) => {
      const name = `resource.argument${index + 1}`;
      return all([
        `resource has argument${index + 1}`,
        nameIsLike(name, words.slice(index, index + 1), place),
      ]);
    }),
  ]);
}

function timeMatches(time: TimeMatch, place: Place): string {
  return any(
    windowsOf(time, place).map(({ days, from, to }) =>
      all([
        `context.minute >= ${from}`,
        `context.minute < ${to}`,
        days.length === 7 ? 'true' : `[${days.join(', ')}].contains(context.day)`,
      ]),
    ),
  );
}
