import type { PolicyInput, Resource } from '@zoqore/policy';

/** The request as a `when` sees it while one resource is judged. */
export interface Seen {
  readonly input: PolicyInput;
  readonly resource: Resource;
  readonly action: string;
}

/**
 * Conditions in CEL, and what they mean, by hand: what is absent is an error to read, and so is an order between
 * different types; equality between them is false.
 */
export const guards: readonly { readonly cel: string; readonly holds: (seen: Seen) => boolean }[] = [
  { cel: 'true', holds: () => true },
  { cel: 'request.context.n == 1.0', holds: ({ input }) => present(input.context['n']) === 1 },
  { cel: 'request.context.n > 1.0', holds: ({ input }) => number(input.context['n']) > 1 },
  { cel: 'has(request.content)', holds: ({ input }) => input.content !== undefined },
  {
    cel: 'request.content.contains("secret")',
    holds: ({ input }) => text(input.content).includes('secret'),
  },
  { cel: 'request.action == "read"', holds: ({ action }) => action === 'read' },
  { cel: '"r1" in request.actor.roles', holds: ({ input }) => input.actor.roles.includes('r1') },
  { cel: 'request.resource.kind == "path"', holds: ({ resource }) => resource.kind === 'path' },
  {
    cel: 'request.resources.exists(r, r.kind == "tool")',
    holds: ({ input }) => input.resources.some(({ kind }) => kind === 'tool'),
  },
  { cel: 'size(request.labels) == 0', holds: ({ input }) => input.labels.length === 0 },
  { cel: 'request.now.getHours() >= 12', holds: ({ input }) => new Date(input.now).getUTCHours() >= 12 },
];

function present(value: unknown): unknown {
  if (value === undefined) throw new TypeError('absent');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('not a number');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('absent');
  return value;
}
