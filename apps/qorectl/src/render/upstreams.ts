import { excerpt } from './neutralise.ts';
import type { Tone } from './screen.ts';
import type { Pair } from './table.ts';

/** An MCP server behind the gateway. */
export interface UpstreamView {
  readonly name: string;
  readonly state: 'idle' | 'connecting' | 'ready' | 'failed';
  readonly tools: number;
  /** Whose definition reads like instructions to a model. */
  readonly markedTools?: readonly string[];
  /** That nobody can call: malformed, defined twice or too many. */
  readonly leftOutTools?: number;
  readonly reason?: string;
  readonly stderrTail?: readonly string[];
}

/** What a server process said before it failed is mostly why; the end of it is enough here. */
const mostLines = 5;

const tones: Readonly<Record<UpstreamView['state'], Tone | undefined>> = {
  idle: undefined,
  connecting: 'warn',
  ready: undefined,
  failed: 'bad',
};

/** `files: ready, 14 tools`, and for one that fails why, with the last lines that it said. */
export function upstreamPairs(upstream: UpstreamView): readonly Pair[] {
  const isMarked = (upstream.markedTools ?? upstream.leftOutTools) !== undefined;
  const tone = tones[upstream.state] ?? (isMarked ? 'warn' : undefined);
  return [
    ['upstream', { text: upstreamText(upstream), ...(tone === undefined ? {} : { tone }) }],
    ...lastWords(upstream).map((line) => ['', `it said: ${line}`] as const),
  ];
}

export function upstreamText(upstream: UpstreamView): string {
  const { name, state, tools, markedTools = [], leftOutTools = 0, reason } = upstream;
  const shown = excerpt(name, 60);
  const why = reason === undefined ? '' : `: ${excerpt(reason, 300)}`;
  switch (state) {
    case 'idle':
      return `${shown} is not connected yet`;
    case 'connecting':
      return `${shown} is connecting${why}`;
    case 'ready':
      return `${shown} is connected, ${tools} ${tools === 1 ? 'tool' : 'tools'}${withoutLeftOut(leftOutTools)}${instructing(markedTools)}`;
    case 'failed':
      return `${shown} failed${why}`;
    default:
      return state satisfies never;
  }
}

function withoutLeftOut(count: number): string {
  return count === 0 ? '' : ` (${count} or more left out: malformed, defined twice or too many)`;
}

function instructing(markedTools: readonly string[]): string {
  if (markedTools.length === 0) return '';
  const names = markedTools.slice(0, 5).map((name) => excerpt(name, 60));
  const more = markedTools.length > names.length ? ` and ${markedTools.length - names.length} more` : '';
  return `; defined in words that read like instructions to a model: ${names.join(', ')}${more}`;
}

/** Of an upstream that does not work. */
export function lastWords({ state, stderrTail = [] }: UpstreamView): readonly string[] {
  return state === 'ready' ? [] : stderrTail.slice(-mostLines).map((line) => excerpt(line, 200));
}
