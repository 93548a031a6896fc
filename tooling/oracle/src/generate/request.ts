import type { Actor, Json, PolicyInput, PolicySet, Resource, Rule } from '@zoqore/policy';
import { wallClock } from '../naive/wall-clock.ts';
import type { Random } from '../random.ts';
import { likelyName, likelyPath, nearMiss } from './likely.ts';
import * as words from './vocabulary.ts';

/** A rule, or a mark, which has no effect. */
type Aim = Pick<Rule, 'match'> & Partial<Pick<Rule, 'effect'>>;

/** A request that is aimed at the rules of a set: at what they match, and just beside it. */
export function request(random: Random, set: PolicySet): PolicyInput {
  const aim = set.rules.length > 0 && random.chance(0.85) ? random.pick(set.rules) : undefined;
  // Marks ask of the request as a whole: what one of them matches may stand beside what the rule matches.
  const { gives, completes } = aim?.match.labels ?? {};
  const asked = gives ?? completes;
  const marks = (set.marks ?? []).filter(
    ({ label }) => asked === undefined || label.some((each) => asked.includes(each)),
  );
  const share = asked === undefined ? 0.2 : 0.6;
  const resources = random.list(1, random.chance(0.3) ? 3 : 1, () =>
    resource(random, marks.length > 0 && random.chance(share) ? random.pick(marks) : aim),
  );
  const content =
    random.chance(0.5) || aim?.match.content !== undefined ? contentFor(random, aim) : undefined;
  const tool = aim?.match.tool !== undefined || random.chance(0.3) ? toolFor(random, aim) : undefined;
  return {
    actor: actorFor(random, aim),
    action: random.chance(0.7) ? random.pick(aim?.match.action ?? words.actions) : random.pick(words.actions),
    resources,
    ...(tool === undefined ? {} : { tool }),
    ...(content === undefined ? {} : { content }),
    labels: labelsFor(random, aim),
    context: random.pick([{}, { n: 1 }, { n: 2 }, { n: '1' }, { n: null }]),
    risk: random.pick(words.grades),
    now: nowFor(random, aim),
  };
}

function resource(random: Random, aim: Aim | undefined): Resource {
  const certainty = random.chance(0.85) ? 'declared' : 'inferred';
  const shared = random.chance(0.15) ? { certainty, action: random.pick(words.actions) } : { certainty };
  return { ...target(random, aim), ...shared } as Resource;
}

function target(random: Random, aim: Aim | undefined): object {
  const match: Rule['match'] = aim?.match ?? {};
  if (match.path !== undefined) return { kind: 'path', path: pathFor(random, match.path) };
  if (match.url !== undefined) return urlFor(random, match.url);
  if (match.shell !== undefined) return commandFor(random, match.shell, aim?.effect);
  if (match.tool !== undefined && random.chance(0.5)) return toolResource(random, aim);
  const kind = random.pick(match.kind ?? words.kinds);
  switch (kind) {
    case 'path':
      return { kind: 'path', path: words.path(random) };
    case 'url':
      return urlFor(random, {});
    case 'command':
      return commandFor(random, {}, undefined);
    case 'tool':
      return toolResource(random, aim);
    case 'prompt':
      return { kind: 'prompt' };
    case 'service':
      return { kind: 'service', name: 's' };
    default:
      return kind satisfies never;
  }
}

function pathFor(
  random: Random,
  { prefix, glob, not, ignoreCase }: NonNullable<Rule['match']['path']>,
): string {
  const patterns = [
    ...(glob ?? []),
    ...(not ?? []),
    ...(prefix ?? []).map((each) => `${each.replace(/(?<=.)\/$/, '')}/**`),
  ];
  const likely = likelyPath(random, random.pick(patterns));
  const cased =
    ignoreCase === true && random.chance(0.5)
      ? random.pick([likely.toUpperCase(), likely.toLowerCase()])
      : likely;
  if (random.chance(0.6)) return cased;
  const segments = cased.split('/').slice(1);
  const at = random.int(0, segments.length - 1);
  switch (random.int(0, 4)) {
    case 0:
      segments.push(words.segment(random));
      break;
    case 1:
      segments.splice(at, 1);
      break;
    case 2:
      segments.splice(at, 0, words.segment(random));
      break;
    default:
      segments[at] = nearMiss(random, segments[at] ?? 'a');
  }
  const kept = segments
    .map((each) => each.replaceAll('/', ''))
    .filter((each) => !['', '.', '..'].includes(each));
  return `/${kept.join('/')}${kept.length > 0 && random.chance(0.05) ? '/' : ''}`;
}

function urlFor(random: Random, match: NonNullable<Rule['match']['url']>): object {
  const wanted = random.pick(match.host ?? words.hosts);
  const plain = wanted === '*' ? 'z.net' : wanted.replace('*', random.pick(['a', 'a.b', '']));
  const host = random.pick([
    plain,
    plain,
    plain,
    `${plain}.`,
    plain.toUpperCase(),
    `evil${plain}`,
    `a.${plain}`,
    plain.slice(1),
  ]);
  const scheme = random.pick(match.scheme ?? words.schemes);
  const port = random.pick(match.port ?? words.ports) + (random.chance(0.15) ? random.pick([-1, 1, 0.5]) : 0);
  const start = random.pick(match.path ?? words.urlPaths);
  const path = random.pick([start, start, `${start}/x`, `${start}x`, start.slice(0, -1), words.urlPaths[1]]);
  const method = random.pick([...(match.method ?? words.methods), ...words.methods]);
  return {
    kind: 'url',
    url: `${scheme}://${host}${path}`,
    scheme: random.chance(0.9) ? scheme : random.pick(words.schemes),
    host,
    port,
    path,
    ...(random.chance(0.7) ? { method: random.chance(0.8) ? method : method.toLowerCase() } : {}),
  };
}

function commandFor(
  random: Random,
  match: NonNullable<Rule['match']['shell']>,
  effect: Rule['effect'] | undefined,
): object {
  const name =
    match.program === undefined
      ? random.pick(words.programs)
      : likelyName(random, random.pick(match.program));
  const isPlain = effect === undefined || random.chance(0.6);
  const program = isPlain ? name : random.pick([`/bin/${name}`, `${name}/x`, nearMiss(random, name)]);
  const line = match.argv === undefined ? [] : random.pick(match.argv).trim().split(/\s+/);
  const argv = line.filter((each) => each !== '$').map((each) => likelyName(random, each));
  if (random.chance(0.3)) argv.push(words.word(random));
  if (random.chance(0.1)) argv.pop();
  if (match.only !== undefined && random.chance(0.6))
    argv.push(...random.list(0, 2, () => likelyName(random, random.pick(match.only ?? []))));
  if (match.without !== undefined && random.chance(0.4))
    argv.push(likelyName(random, random.pick(match.without)));
  if (random.chance(0.1) && argv.length > 0) argv[random.int(0, argv.length - 1)] = words.word(random);
  return { kind: 'command', program, argv };
}

function toolResource(random: Random, aim: Aim | undefined): object {
  const { server, name } = toolFor(random, random.chance(0.8) ? aim : undefined);
  return { kind: 'tool', server, name };
}

function toolFor(random: Random, aim: Aim | undefined): NonNullable<PolicyInput['tool']> {
  const match = aim?.match.tool;
  const named = (globs: readonly string[] | undefined, others: readonly string[]): string => {
    if (globs === undefined || random.chance(0.1)) return random.pick(others);
    const likely = likelyName(random, random.pick(globs));
    return random.chance(0.85) ? likely : nearMiss(random, likely);
  };
  const tests = Object.entries(match?.arguments ?? {});
  const given = tests.flatMap(([field, test]): [string, Json][] => {
    if (random.chance(0.1)) return [];
    const value = (): Json => valueFor(random, test);
    return [[field, random.chance(0.25) ? random.list(0, 3, value) : value()]];
  });
  return {
    server: named(match?.server, words.servers),
    name: named(match?.name, words.toolNames),
    arguments: Object.fromEntries([...given, ...(random.chance(0.2) ? [['other', 1] as const] : [])]),
  };
}

type FieldTest = NonNullable<NonNullable<Rule['match']['tool']>['arguments']>[string];

function valueFor(random: Random, { equals, in: values, range, prefix, suffix }: FieldTest): Json {
  const named: Json[] = [...(equals === undefined ? [] : [equals]), ...(values ?? [])];
  const ends = [range?.min, range?.max].flatMap((end) => (end === undefined ? [] : [end]));
  // At the ends of the range, and next to them by the smallest step that a double has there.
  named.push(
    ...ends.flatMap((end) => [end, end + 0.5, end - 0.5, end * (1 + 2 ** -52), end * (1 - 2 ** -53)]),
  );
  const middles = ['', 'x', '😀'];
  for (const head of prefix ?? [])
    named.push(...middles.map((middle) => `${head}${middle}${random.pick(suffix ?? [''])}`));
  for (const tail of suffix ?? []) named.push(`z${tail}`, `${tail}z`);
  if (named.length === 0 || random.chance(0.1))
    return random.pick<Json>([...words.scalars, {}, { a: 1 }, [1], -0]);
  const value = random.pick(named);
  return random.chance(0.05) ? JSON.stringify(value) : value;
}

function actorFor(random: Random, aim: Aim | undefined): Actor {
  const match = aim?.match.actor;
  const named = (globs: readonly string[] | undefined, others: readonly string[]): string =>
    globs === undefined || random.chance(0.15) ? random.pick(others) : likelyName(random, random.pick(globs));
  return {
    id: named(match?.id, words.actorIds),
    kind: named(match?.kind, words.actorKinds),
    roles: random.list(0, 3, () => named(match?.role, words.roles)),
    trustStage: random.pick(words.stages),
  };
}

function labelsFor(random: Random, aim: Aim | undefined): string[] {
  const { any = [], all = [], none = [], completes = [] } = aim?.match.labels ?? {};
  if (random.chance(0.5))
    return [
      ...(random.chance(0.8) ? all : []),
      ...any.slice(0, 1),
      ...(random.chance(0.2) ? none : []),
      ...completes.slice(random.int(0, 2)),
    ];
  return random.chance(0.4) ? [] : random.some(words.labels);
}

function contentFor(random: Random, aim: Aim | undefined): string {
  const texts = [...(aim?.match.content?.contains ?? []), ...words.texts];
  const text = random.pick(texts);
  return random.pick([
    text,
    `x${text}`,
    `${text}\n`,
    `${text}x`,
    text.slice(0, -1),
    text.toUpperCase(),
    `${text} ${random.pick(texts)}`,
  ]);
}

/** To the millisecond at the ends of windows, some years around the epoch, and where summer time begins or ends. */
function nowFor(random: Random, aim: Aim | undefined): number {
  const day = random.chance(0.8)
    ? Date.UTC(random.pick([1969, 1970, 2024, 2026]), random.int(0, 11), random.int(1, 31))
    : Date.parse(random.pick(['2024-03-10', '2024-03-31', '2026-04-05', '2026-10-25', '2026-11-01']));
  const { from, to, zone = 'UTC' } = aim?.match.time ?? {};
  const clock = random.pick([from ?? '00:00', to ?? '12:00', '23:59']);
  const [hours, minutes] = clock.split(':');
  const wanted = day + (Number(hours) * 60 + Number(minutes)) * 60_000;
  // That moment by the clock on the wall, but on days that change it.
  const shown = Date.parse(`${wallClock(wanted, zone).join('T')}Z`);
  return wanted - (shown - wanted) + random.pick([-1, 0, 1, 59_999, 60_000]);
}
