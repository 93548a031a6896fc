import type { CompiledPolicy } from '../compile.ts';
import type { Json, PolicyInput, Resource, ResourceTarget } from '../model.ts';
import { wallClock } from '../wall-clock.ts';
import type { Effort } from './effort.ts';
import { besides, pickSituation } from './facets.ts';
import type { Situation } from './facets.ts';
import type { Region } from './region.ts';
import type { Place } from './search.ts';
import type { PartValue, Solver } from './solver.ts';

interface Ground {
  readonly policy: CompiledPolicy;
  readonly solver: Solver;
  readonly effort: Effort;
}

/** A request in a place; undefined when a part of it could not be found within the effort. */
export function requestIn(place: Place, ground: Ground): PolicyInput | undefined {
  const situation = pickSituation(place.facets);
  const values = valuesIn(place, ground);
  return situation === undefined || values === undefined
    ? undefined
    : build(situation, values, ground.policy);
}

/** The request of a place with what another one, inferred, is about. The first has the facts of both. */
export function requestBeside(declared: Place, inferred: Place, ground: Ground): PolicyInput | undefined {
  const request = requestIn(declared, ground);
  const other = requestIn(inferred, ground);
  if (request === undefined || other === undefined) return undefined;
  const { tool = other.tool } = request;
  return {
    ...request,
    resources: [...request.resources, ...other.resources],
    ...(tool === undefined ? {} : { tool }),
  };
}

/** What other resources of the same requests share with those of a place. */
export function factsOf(place: Place, sharesTool: boolean): Region {
  return {
    facets: besides(place.facets, { sharesTool }),
    literals: [...place.parts].flatMap(([part, literals]) =>
      isShared(part) || (sharesTool && part.startsWith('tool.')) ? literals : [],
    ),
  };
}

function isShared(part: string): boolean {
  return part.startsWith('actor.') || part === 'labels' || part.startsWith('time ') || part === 'content';
}

function valuesIn(place: Place, { solver, effort }: Ground): ReadonlyMap<string, PartValue> | undefined {
  const values = new Map<string, PartValue>();
  for (const [part, literals] of place.parts) {
    // No request can be made to order for what is opaque: whoever asks tries and sees.
    if (literals.some(({ atom }) => atom.type === 'opaque')) continue;
    const found = solver.sample(literals, effort);
    if (found.status !== 'found') return undefined;
    values.set(part, found.value);
  }
  return values;
}

// A Sunday, so that the minutes of the week can be added.
const sunday = Date.UTC(2026, 0, 4);

function build(
  situation: Situation,
  values: ReadonlyMap<string, PartValue>,
  policy: CompiledPolicy,
): PolicyInput {
  const text = (part: string, otherwise: string): string => {
    const value = values.get(part);
    return typeof value === 'string' ? value : otherwise;
  };
  const texts = (part: string): readonly string[] => {
    const value = values.get(part);
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  };
  const number = (part: string, otherwise: number): number => {
    const value = values.get(part);
    return typeof value === 'number' ? value : otherwise;
  };
  const server = text('tool.server', 'server');
  const name = text('tool.name', 'tool');
  const fields = [...values].flatMap(([part, value]): [string, Json][] =>
    part.startsWith('tool.arguments.') && value !== undefined
      ? [[part.slice('tool.arguments.'.length), value]]
      : [],
  );
  const target = (): ResourceTarget => {
    const { kind } = situation;
    switch (kind) {
      case 'path': {
        const base = policy.environment.workspace === '/' ? '' : policy.environment.workspace;
        return { kind, path: text('path', `${base}/example`) };
      }
      case 'url': {
        const scheme = text('url.scheme', 'https');
        const host = text('url.host', 'example.com');
        const port = number('url.port', 443);
        const path = text('url.path', '/');
        const method = values.has('url.method') ? values.get('url.method') : 'GET';
        const shownHost = host.includes(':') ? `[${host}]` : host;
        return {
          kind,
          url: `${scheme}://${shownHost}${scheme === 'https' && port === 443 ? '' : `:${port}`}${path}`,
          scheme,
          host,
          port,
          path,
          ...(typeof method === 'string' ? { method } : {}),
        };
      }
      case 'command':
        return { kind, program: text('shell.program', 'example'), argv: texts('shell.argv') };
      case 'tool':
        return { kind, server, name };
      case 'prompt':
        return { kind };
      case 'service':
        return { kind, name: 'example' };
      default:
        return kind satisfies never;
    }
  };
  const { action, certainty } = situation;
  const resource: Resource = { ...target(), certainty };
  const content = values.get('content');
  return {
    actor: {
      id: text('actor.id', 'did:example:agent'),
      kind: text('actor.kind', 'agent'),
      roles: texts('actor.role'),
      trustStage: situation.trustStage,
    },
    action: action ?? 'execute',
    resources: [action === undefined ? resource : { ...resource, action }],
    ...(situation.callsTool ? { tool: { server, name, arguments: Object.fromEntries(fields) } } : {}),
    ...(typeof content === 'string' ? { content } : {}),
    labels: texts('labels'),
    context: {},
    risk: situation.risk,
    now: instantOf(values),
  };
}

/** An instant in the week of the examples at which the clock of a zone shows what was chosen; noon of the Monday if nothing was. */
function instantOf(values: ReadonlyMap<string, PartValue>): number {
  const [chosen] = [...values].filter(([part]) => part.startsWith('time '));
  if (chosen === undefined) return sunday + (1_440 + 720) * 60_000;
  const [part, value] = chosen;
  const wanted = Number(value);
  const shown = wallClock(part.slice('time '.length))(sunday + wanted * 60_000);
  const week = 7 * 1_440;
  // How far the zone is ahead of UTC, or behind it, whichever way round the week is the shorter.
  const ahead = ((shown.day * 1_440 + shown.minute - wanted + week * 1.5) % week) - week / 2;
  return sunday + (wanted - ahead) * 60_000;
}
