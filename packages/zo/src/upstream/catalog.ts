import type { Tool } from '@modelcontextprotocol/client';
import type { Governance } from '@zoqore/runtime';
import { ZoError } from '../errors.ts';
import type { Log } from '../log.ts';
import { FINDINGS_META } from '../result/findings.ts';
import type { ToolAnnouncements } from './tool-announcements.ts';
import type { ToolDefinition } from './tool-definition.ts';
import { oneLine } from './upstream-error.ts';
import type { Upstream } from './upstream.ts';

/** Definitions this old are good enough to decide with; a call is checked against the newest anyway. */
const CALL_MAX_AGE_MS = 60_000;
/** Together with the requests in flight this makes one listing serve a burst of them. */
const LIST_MAX_AGE_MS = 250;
const SEPARATOR = '__';
/** One upstream that hangs must not keep the lists of the others back. */
const LIST_PATIENCE_MS = 10_000;

export interface Routed {
  readonly upstream: Upstream;
  readonly name: string;
}

export interface CatalogOptions {
  readonly upstreams: readonly Upstream[];
  readonly governance: Governance;
  readonly announcements: ToolAnnouncements;
  readonly log: Log;
}

/**
 * What the upstreams offer, under the names that clients use: the plain name with one upstream,
 * `<upstream>__<name>` with several. Upstream names hold no underscore, so a name leads to one upstream only.
 */
export class Catalog {
  readonly upstreams: readonly Upstream[];
  readonly #governance: Governance;
  readonly #announcements: ToolAnnouncements;
  readonly #log: Log;

  constructor({ upstreams, governance, announcements, log }: CatalogOptions) {
    this.upstreams = upstreams;
    this.#governance = governance;
    this.#announcements = announcements;
    this.#log = log;
  }

  /** The tools that this actor could ever be allowed to call, upstreams in configured order, names sorted. */
  async tools(actorId: string): Promise<Tool[]> {
    const perUpstream = await this.collect((upstream) => upstream.definitions(LIST_MAX_AGE_MS));
    const answers = new Map(perUpstream.map(({ upstream, items }) => [upstream, items]));
    for (const upstream of this.upstreams)
      this.#announcements.shown(upstream.config.name, answers.get(upstream));
    return perUpstream.flatMap(({ upstream, items }) =>
      [...items.values()]
        .filter(({ server, tool, action }) => this.couldPermit(actorId, server, tool.name, action))
        .sort((a, b) => (a.tool.name < b.tool.name ? -1 : 1))
        .map((definition) => this.#present(upstream, definition)),
    );
  }

  /** The definition behind a client's tool name. @throws ZoError UPSTREAM_UNAVAILABLE */
  async tool(publicName: string): Promise<{ upstream: Upstream; definition: ToolDefinition } | undefined> {
    const routed = this.route(publicName);
    if (routed === undefined) return undefined;
    const definition = (await routed.upstream.definitions(CALL_MAX_AGE_MS)).get(routed.name);
    routed.upstream.renew(CALL_MAX_AGE_MS / 2);
    return definition === undefined ? undefined : { upstream: routed.upstream, definition };
  }

  route(publicName: string): Routed | undefined {
    const [only, ...others] = this.upstreams;
    if (only === undefined) return undefined;
    if (others.length === 0) return { upstream: only, name: publicName };
    const end = publicName.indexOf(SEPARATOR);
    const upstream = this.upstreams.find(({ config }) => config.name === publicName.slice(0, end));
    return end < 1 || upstream === undefined
      ? undefined
      : { upstream, name: publicName.slice(end + SEPARATOR.length) };
  }

  publicName(upstream: Upstream, name: string): string {
    return this.upstreams.length === 1 ? name : `${upstream.config.name}${SEPARATOR}${name}`;
  }

  couldPermit(actorId: string, server: string, name: string, action: ToolDefinition['action']): boolean {
    return this.#governance.couldPermit(actorId, { server, name, action });
  }

  /** Asks all upstreams at once; one that does not answer is left out and reported. */
  async collect<T>(ask: (upstream: Upstream) => Promise<T>): Promise<{ upstream: Upstream; items: T }[]> {
    const asked = await Promise.allSettled(
      this.upstreams.map((upstream) => inTime(ask(upstream), upstream.config.name)),
    );
    return asked.flatMap((answer, index) => {
      const upstream = this.upstreams[index];
      if (upstream === undefined) return [];
      if (answer.status === 'fulfilled') return [{ upstream, items: answer.value }];
      this.#log.warn('upstream-left-out', {
        upstream: upstream.config.name,
        problem: oneLine(answer.reason),
      });
      return [];
    });
  }

  /** Only what the digest pins: nothing that could change unseen reaches a model. */
  #present(upstream: Upstream, { tool, findings }: ToolDefinition): Tool {
    const { name, description, inputSchema, outputSchema, annotations } = tool;
    return {
      name: this.publicName(upstream, name),
      inputSchema,
      ...(description === undefined ? {} : { description }),
      ...(outputSchema === undefined ? {} : { outputSchema }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(findings.length === 0 ? {} : { _meta: { [FINDINGS_META]: findings } }),
    };
  }
}

async function inTime<T>(answer: Promise<T>, upstream: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const message = `upstream \`${upstream}\` did not list what it offers within ${LIST_PATIENCE_MS} ms`;
  const timer = setTimeout(
    () => reject(new ZoError({ code: 'UPSTREAM_TIMED_OUT', message })),
    LIST_PATIENCE_MS,
  );
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
