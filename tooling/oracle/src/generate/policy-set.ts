import type { PolicySet, PolicySetInput, RuleInput } from '@zoqore/policy';
import { compilePolicy, definePolicySet, PolicyError } from '@zoqore/policy';
import { guards } from '../naive/guards.ts';
import { patterns } from '../naive/patterns.ts';
import type { Random } from '../random.ts';
import { nameGlob, pathGlob } from './globs.ts';
import * as words from './vocabulary.ts';

type MatchInput = RuleInput['match'];
type MarkInput = NonNullable<PolicySetInput['marks']>[number];

/** A set of up to twelve rules and three marks over the whole language. What the language refuses is left out. */
export function policySet(random: Random): PolicySet {
  const rules = random.list(1, 12, () => rule(random)).map((each, at) => ({ ...each, id: `r-${at}` }));
  const most = random.chance(0.4) ? 3 : 0;
  const marks = random.list(0, most, () => mark(random)).map((each, at) => ({ ...each, id: `m-${at}` }));
  const fallback = {
    read: random.pick(words.effects),
    write: random.pick(words.effects),
    execute: random.pick(words.effects),
    network: random.pick(words.effects),
    admin: random.pick(words.effects),
  };
  return setOf(
    {
      rules: acceptedOf(rules, (some) => ({ rules: some, marks: [] })),
      marks: acceptedOf(marks, (some) => ({ rules: [], marks: some })),
    },
    fallback,
  );
}

interface Parts {
  readonly rules: readonly RuleInput[];
  readonly marks: readonly MarkInput[];
}

function setOf({ rules, marks }: Parts, fallback: PolicySet['default']): PolicySet {
  const marked = marks.length === 0 ? {} : { marks };
  const head = { apiVersion: 'zoqore.dev/policy/v1', name: 'random', default: fallback } as const;
  return definePolicySet({ ...head, rules, ...marked });
}

const deny = { read: 'deny', write: 'deny', execute: 'deny', network: 'deny', admin: 'deny' } as const;

/** All of them, or those that are accepted each by itself. */
function acceptedOf<T>(all: readonly T[], partsOf: (some: readonly T[]) => Parts): readonly T[] {
  return isAccepted(partsOf(all)) ? all : all.filter((each) => isAccepted(partsOf([each])));
}

function isAccepted(parts: Parts): boolean {
  try {
    compilePolicy(setOf(parts, deny), { workspace: '/work', home: '/home/a' });
    return true;
  } catch (error) {
    if (error instanceof PolicyError) return false;
    throw error;
  }
}

function rule(random: Random): RuleInput {
  const { cel } = random.pick(guards);
  return {
    id: 'r',
    effect: random.pick(words.effects),
    match: match(random),
    ...(random.chance(0.15) ? { when: cel } : {}),
    ...(random.chance(0.3) ? { because: random.pick(['"why"\n', 'é😀', '\\u{41}', '*/ //']) } : {}),
    ...(random.chance(0.2) ? { requires: random.some(['human_review_required', 'two_person']) } : {}),
    ...(random.chance(0.3)
      ? {
          obligations: [
            random.pick(['require-reason', { limit: { perMinute: 30 } }, { watermark: { text: '"\n😀' } }]),
          ],
        }
      : {}),
  };
}

/** What it asks of labels is refused where only rules may ask it. */
function mark(random: Random): MarkInput {
  const { cel } = random.pick(guards);
  return {
    id: 'm',
    label: random.some(words.labels),
    match: match(random),
    ...(random.chance(0.15) ? { when: cel } : {}),
  };
}

function match(random: Random): MatchInput {
  return {
    ...(random.chance(0.4) ? { action: random.some(words.actions) } : {}),
    ...target(random),
    ...(random.chance(0.15) ? { actor: actor(random) } : {}),
    ...(random.chance(0.15) ? { risk: range(random, words.grades) } : {}),
    ...(random.chance(0.12) ? { labels: labels(random) } : {}),
    ...(random.chance(0.1) ? { time: time(random) } : {}),
    ...(random.chance(0.08) ? { content: content(random) } : {}),
    ...(random.chance(0.08) ? { tool: tool(random) } : {}),
  };
}

function target(random: Random): MatchInput {
  switch (random.int(0, 6)) {
    case 0:
      return {};
    case 1:
      return { kind: random.some(words.kinds) };
    case 2:
      return { url: url(random) };
    case 3:
      return { shell: shell(random) };
    case 4:
      return { tool: tool(random) };
    default:
      return { path: path(random) };
  }
}

function present<T extends object>(random: Random, whole: T): Partial<T> {
  const keys = random.some(Object.keys(whole));
  return Object.fromEntries(Object.entries(whole).filter(([key]) => keys.includes(key))) as Partial<T>;
}

function path(random: Random): NonNullable<MatchInput['path']> {
  const globs = (): string[] => random.list(1, 3, () => pathGlob(random, words.path(random)));
  const prefixes = (): string[] =>
    random.list(1, 2, () => random.pick([words.path(random), '.', '~', '/', './src', '~/.ssh']));
  const ignoreCase = random.chance(0.3) ? { ignoreCase: random.chance(0.9) } : {};
  switch (random.int(0, 4)) {
    case 0:
      return { prefix: prefixes(), ...ignoreCase };
    case 1:
      return { prefix: prefixes(), not: globs(), ...ignoreCase };
    case 2:
      return { glob: globs(), not: globs(), ...ignoreCase };
    case 3:
      return { not: globs(), ...ignoreCase };
    default:
      return { glob: globs(), ...ignoreCase };
  }
}

function url(random: Random): NonNullable<MatchInput['url']> {
  return present(random, {
    scheme: random.some(words.schemes),
    host: random.some([...words.hosts, '*.x.org', '*.org', '*']),
    port: random.some(words.ports),
    method: random.some([...words.methods, 'get']),
    path: random.some(['/', '/v1', '/v1/', '/v1/a', '/é']),
  });
}

function shell(random: Random): NonNullable<MatchInput['shell']> {
  const argv = (): string => {
    const globs = random.list(0, 3, () => nameGlob(random, words.word(random)).replaceAll(/\s/g, '?'));
    return [...globs, ...(random.chance(0.3) || globs.length === 0 ? ['$'] : [])].join(' ');
  };
  return present(random, {
    program: random.list(1, 2, () => nameGlob(random, random.pick(words.programs))),
    argv: random.list(1, 2, argv),
    without: random.list(1, 2, () => nameGlob(random, words.word(random))),
    only: random.list(1, 3, () => (random.chance(0.2) ? '*' : nameGlob(random, words.word(random)))),
  });
}

function actor(random: Random): NonNullable<MatchInput['actor']> {
  return present(random, {
    id: random.list(1, 2, () => nameGlob(random, random.pick(words.actorIds))),
    kind: random.list(1, 2, () => nameGlob(random, random.pick(words.actorKinds))),
    role: random.list(1, 2, () => nameGlob(random, random.pick(words.roles))),
    trustStage: range(random, words.stages),
  });
}

function range<T>(random: Random, scale: readonly T[]): { readonly atLeast?: T; readonly atMost?: T } {
  const low = random.int(0, scale.length - 1);
  const ends = { atLeast: random.pick(scale.slice(low, low + 1)), atMost: random.pick(scale.slice(low)) };
  return present(random, ends);
}

function labels(random: Random): NonNullable<MatchInput['labels']> {
  const whole = {
    any: random.some(words.labels),
    all: random.some(words.labels),
    none: random.some(words.labels),
    gives: random.some(words.labels),
    completes: random.some(words.labels),
  };
  // Of sessions with few labels, hardly any passes several of these.
  if (random.chance(0.4)) return present(random, whole);
  const key = random.pick(['any', 'all', 'none', 'gives', 'completes'] as const);
  return { [key]: whole[key] };
}

function time(random: Random): NonNullable<MatchInput['time']> {
  const clock = (): string => random.pick(['00:00', '00:01', '08:00', '12:00', '18:30', '23:59']);
  return present(random, {
    days: random.some(words.days),
    from: clock(),
    to: clock(),
    zone: random.pick(words.zones),
  });
}

function content(random: Random): NonNullable<MatchInput['content']> {
  return present(random, {
    contains: random.some(words.texts),
    pattern: random.some(patterns.map(({ re2 }) => re2)),
  });
}

function tool(random: Random): NonNullable<MatchInput['tool']> {
  const test = () => {
    const whole = {
      equals: random.pick(words.scalars),
      in: random.some(words.scalars),
      range: present(random, { min: random.pick([-1, 0, 0.5, 1]), max: random.pick([1, 1.5, 50, 1e21]) }),
      prefix: random.some(['a', 'é', '"', '0']),
      suffix: random.some(['b', '😀', '\\', '1']),
    };
    // Most tests that ask for several of these exclude themselves.
    if (random.chance(0.2)) return present(random, whole);
    const key = random.pick(['equals', 'in', 'range', 'range', 'prefix', 'suffix'] as const);
    return { [key]: whole[key] };
  };
  const fields = random.chance(0.7) ? [random.pick(words.fields)] : random.some(words.fields);
  return present(random, {
    server: random.list(1, 2, () => nameGlob(random, random.pick(words.servers))),
    name: random.list(1, 2, () => nameGlob(random, random.pick(words.toolNames))),
    arguments: Object.fromEntries(fields.map((field) => [field, test()])),
  });
}
