import type { Action, PolicyInput, Resource, ResourceTarget } from './model.ts';
import type { PathBase } from './path-glob.ts';
import type { RequestExample, ResourceExample } from './policy-set.ts';

const ports: { readonly [scheme: string]: number } = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ftp: 21,
  ssh: 22,
};

/** The whole request that an example stands for. Everything it names is declared unless it says otherwise. */
export function requestOfExample(example: RequestExample, base: PathBase): PolicyInput {
  const { actor, tool, context, content, session } = example;
  const resources: readonly Resource[] = [
    ...targetsOf(example, base, { certainty: 'declared' }),
    ...(tool === undefined ? [] : [declared({ kind: 'tool', server: tool.server, name: tool.name })]),
    ...(example.prompt === undefined ? [] : [declared({ kind: 'prompt', ...example.prompt })]),
    ...(example.service === undefined ? [] : [declared({ kind: 'service', name: example.service })]),
    ...(example.resources ?? []).flatMap(({ action, certainty = 'declared', ...target }) =>
      targetsOf(target, base, action === undefined ? { certainty } : { certainty, action }),
    ),
  ];
  return {
    actor: {
      id: actor?.id ?? 'did:example:agent',
      kind: actor?.kind ?? 'agent',
      roles: actor?.roles ?? [],
      trustStage: actor?.trustStage ?? 'CBT',
    },
    action: example.action ?? usualAction(resources[0]),
    resources: resources.length === 0 ? [declared({ kind: 'path', path: base.workspace })] : resources,
    ...(tool === undefined ? {} : { tool: { arguments: {}, ...tool } }),
    ...(content === undefined ? {} : { content }),
    labels: example.labels ?? [],
    ...(session === undefined ? {} : { session }),
    context: context ?? {},
    risk: example.risk ?? 'L1',
    now: Date.parse(example.now ?? '2026-01-05T12:00:00Z'),
  };
}

function usualAction(primary: Resource | undefined): Action {
  if (primary?.kind === 'url') return 'network';
  return primary === undefined || primary.kind === 'path' ? 'read' : 'execute';
}

function declared(target: ResourceTarget): Resource {
  return { ...target, certainty: 'declared' };
}

function targetsOf(
  { path, url, command, method }: Omit<ResourceExample, 'certainty' | 'action'>,
  base: PathBase,
  shared: Pick<Resource, 'certainty' | 'action'>,
): Resource[] {
  const resources: Resource[] = [];
  if (path !== undefined) resources.push({ kind: 'path', path: absolutePath(path, base), ...shared });
  if (url !== undefined) {
    const { protocol, hostname, port, pathname } = new URL(url);
    const scheme = protocol.slice(0, -1);
    const host = hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
    resources.push({
      kind: 'url',
      url,
      scheme,
      host,
      port: port === '' ? (ports[scheme] ?? 0) : Number(port),
      path: pathname,
      ...(method === undefined ? {} : { method: method.toUpperCase() }),
      ...shared,
    });
  }
  if (command !== undefined) {
    const [program = '', ...argv] = typeof command === 'string' ? command.trim().split(/\s+/) : command;
    resources.push({ kind: 'command', program, argv, ...shared });
  }
  return resources;
}

function absolutePath(path: string, base: PathBase): string {
  if (path.startsWith('/')) return path;
  const isInHome = path === '~' || path.startsWith('~/');
  const start = isInHome ? base.home : base.workspace;
  const rest = isInHome ? path.slice(2) : path;
  return rest === '' || rest === '.' ? start : `${start === '/' ? '' : start}/${rest}`;
}
