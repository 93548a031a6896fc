import { readFileSync } from 'node:fs';
import type { Log, UpstreamConfig } from '@zoqore/zo';
import { type Config, locateIssues } from './config.ts';
import { type Home, namedByData } from './home.ts';
import { excerpt } from './render/neutralise.ts';

/**
 * The `upstreams` of zoqore.yaml as the gateway wants them.
 * @throws QoreError CONFIG_INVALID with the lines of what is wrong
 */
export async function readUpstreams(home: Home, config: Config): Promise<readonly UpstreamConfig[]> {
  const { parseUpstreams } = await import('@zoqore/zo');
  try {
    return parseUpstreams(config.upstreams);
  } catch (error) {
    const issues = error instanceof Error && 'details' in error ? Object(error.details).issues : undefined;
    if (!Array.isArray(issues)) throw error;
    throw locateIssues(
      readFileSync(home.configFile, 'utf8'),
      namedByData(home, home.configFile),
      issues.map((issue: unknown) => {
        const { path, message } = Object(issue) as { path?: unknown; message?: unknown };
        return { path: `upstreams.${String(path)}`, message: String(message) };
      }),
    );
  }
}

/** What the gateway reports, one inert line each, on stderr. */
export function gatewayLog(talk: (line: string) => void): Log {
  const line =
    (level: string) =>
    (event: string, details: Readonly<Record<string, unknown>> = {}) =>
      talk(excerpt(`gateway ${level}: ${event} ${JSON.stringify(details)}`, 500));
  // What an upstream says on stderr is mostly why it does not work; the rest of the news is not for a terminal.
  const news = line('info');
  return {
    info: (event, details) => (event === 'upstream-stderr' ? news(event, details) : undefined),
    warn: line('warning'),
    error: line('error'),
  };
}
