import type { Json, Resource } from '@zoqore/policy';
import { inspectCommand, inspectContent, inspectPath, inspectUrl } from '@zoqore/risk';
import type { CommandFinding, CommandStep, PathAccess, Signal, Surroundings } from '@zoqore/risk';
import type { ParameterKind, ToolContext } from './decision-request.ts';

/** Where paths of a request resolve, and what is done to those that do not say. */
export interface Place {
  readonly surroundings: Surroundings;
  readonly access: PathAccess;
}

/** What one part of a request touches and shows. */
export interface Finding {
  readonly resources: readonly Resource[];
  readonly signals: readonly Signal[];
  /** There is more that nobody looked at. */
  readonly isCutShort?: boolean;
}

/** Each is read as a path, an address, a command and a text: what one call may ask for has a bound. */
const maxStrings = 2_048;

/**
 * Every string of a tool call's arguments, at any depth, as what its parameter says it is, or else as what its form
 * says. What the capability map names is declared; the rest is inferred and can only make the verdict stricter. Of more
 * than 2,048 strings, member names among them, the others are not looked at, and it says so.
 */
export function describeToolArguments(tool: ToolContext, place: Place): Finding {
  const findings: Finding[] = (tool.realPaths ?? []).map((path) => describePath(path, 'inferred', place));
  const records = recordsOf(tool);
  let isCutShort = false;
  const stack: { value: Json; pointer: string }[] = [{ value: tool.arguments, pointer: '' }];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (findings.length >= maxStrings) {
      isCutShort = true;
      break;
    }
    const { value, pointer } = node;
    if (typeof value === 'string') {
      findings.push(describeArgument(value, tool.parameters?.[pointer], place));
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    const isArray = Array.isArray(value);
    for (const [key, child] of Object.entries<Json>(value)) {
      const inner = `${pointer}/${isArray ? '*' : escapePointer(key)}`;
      stack.push({ value: child, pointer: inner });
      if (isArray || findings.length >= maxStrings) continue;
      const isParameter =
        tool.parameters?.[inner] !== undefined || (records.has(pointer) && identifier.test(key));
      // A map keyed by file name names files in its keys; a parameter's own name says nothing of files.
      findings.push(isParameter ? describeContent(key) : describeUnnamed(key, place));
    }
  }
  return {
    resources: findings.flatMap((finding) => finding.resources),
    signals: findings.flatMap((finding) => finding.signals),
    isCutShort,
  };
}

/** The arguments, and within them what the capability map names a member of: their keys are parameters' names. */
function recordsOf({ parameters }: ToolContext): ReadonlySet<string> {
  const records = new Set(['']);
  for (const pointer of Object.keys(parameters ?? {})) {
    for (let end = pointer.lastIndexOf('/'); end > 0; end = pointer.lastIndexOf('/', end - 1))
      records.add(pointer.slice(0, end));
  }
  return records;
}

const identifier = /^[A-Za-z_][\w-]*$/;

function describeContent(text: string): Finding {
  return { resources: [], signals: inspectContent(text).signals };
}

function describeArgument(value: string, kind: ParameterKind | undefined, place: Place): Finding {
  switch (kind) {
    case 'path':
      return describePath(value, 'declared', place);
    case 'url':
      return describeLink(value, 'declared');
    case 'command':
      return describeCommand(value, place.surroundings, 'declared');
    case 'content':
      return describeContent(value);
    case undefined:
      return describeUnnamed(value, place);
    default:
      return kind satisfies never;
  }
}

export function describePath(path: string, certainty: Resource['certainty'], place: Place): Finding {
  const found = inspectPath(path, place.surroundings, { access: place.access });
  return { resources: [{ certainty, kind: 'path', path: found.path }], signals: found.signals };
}

/** Every simple command of a line is a resource of its own; paths and hosts in it are inferred. */
export function describeCommand(
  line: string,
  surroundings: Surroundings,
  certainty: Resource['certainty'],
): Finding {
  const found = inspectCommand(line, surroundings);
  const steps = namedAsWritten(found).map(({ program, argv }): Resource => ({
    kind: 'command',
    program,
    argv,
    certainty,
    action: 'execute',
  }));
  const paths: Resource[] = found.paths.map(({ path, access }) => ({
    kind: 'path',
    path,
    certainty: 'inferred',
    ...(access === 'unknown' ? {} : { action: access }),
  }));
  const urls: Resource[] = found.urls.map(({ url, scheme, host, port, path }) => ({
    kind: 'url',
    url,
    scheme,
    host,
    port,
    path,
    certainty: 'inferred',
    action: 'network',
  }));
  return { resources: [...steps, ...paths, ...urls], signals: found.signals };
}

const ADDS_WORDS = /^(?:g?xargs|parallel)$/;

type Named = Pick<CommandStep, 'program' | 'argv'>;

/** The steps, each by the path that its program was named by where it was: `./ls` is another file than `ls`. */
function namedAsWritten({ steps, programPaths }: CommandFinding): readonly Named[] {
  const pathsOf = Map.groupBy(programPaths, (path) => path.slice(path.lastIndexOf('/') + 1));
  const named = steps.flatMap(({ program, argv }) =>
    (pathsOf.get(program) ?? [program]).map((name): Named => ({ program: name, argv })),
  );
  const said = new Set(named.map(({ program }) => program));
  // One that adds words to a command is named beside it: whoever allows the command has not seen the words.
  const feeders = new Set(steps.flatMap(({ wrappers }) => wrappers.filter((name) => ADDS_WORDS.test(name))));
  // Wrappers run too, and nothing that could be read as a command still asks to run something.
  const others = [...feeders, ...programPaths, ...(steps.length === 0 ? [''] : [])].filter(
    (path) => !said.has(path),
  );
  return [...named, ...others.map((program): Named => ({ program, argv: [] }))];
}

function describeLink(value: string, certainty: Resource['certainty']): Finding {
  const { url, scheme, host, port, path, signals } = inspectUrl(value);
  return { resources: [{ kind: 'url', url, scheme, host, port, path, certainty }], signals };
}

function describeUnnamed(value: string, place: Place): Finding {
  const signals: Signal[] = [...inspectContent(value).signals];
  const resources: Resource[] = [];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) && !/\s/.test(value)) {
    const link = describeLink(value, 'inferred');
    resources.push(...link.resources);
    signals.push(...link.signals);
  } else if (value.length <= 4096 && isPathLike(value)) {
    const found = inspectPath(value, place.surroundings, { access: place.access });
    resources.push({ kind: 'path', path: found.path, certainty: 'inferred' });
    // A bare word may be a file name or may be anything: only what is grave on its own counts.
    signals.push(...found.signals.filter((signal) => value.includes('/') || signal.grade === 'L3'));
  }
  if (/\s|[;|&$`]/.test(value) && value.length <= maxInferredCommand) {
    const found = inspectCommand(value, place.surroundings);
    const grave = found.signals.filter((signal) => signal.grade === 'L3' && signal.confidence >= 0.8);
    if (grave.length > 0 && !found.isOpaque) {
      resources.push(
        ...found.steps.map(({ program, argv }): Resource => ({
          kind: 'command',
          program,
          argv,
          certainty: 'inferred',
          action: 'execute',
        })),
      );
      signals.push(...grave);
    }
  }
  return { resources, signals };
}

/** Prose longer than this is not read as a command unless the capability map says that it is one. */
const maxInferredCommand = 8192;

function isPathLike(value: string): boolean {
  return /^(?:[~./\\]|[A-Za-z]:\\)[^\n]*$/.test(value) || /^\S{1,512}$/.test(value);
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
