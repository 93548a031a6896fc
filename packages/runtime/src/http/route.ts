import type { z } from 'zod';
import type { Credential } from '../credential.ts';
import type { Runtime } from '../open-runtime.ts';

/** One call that passed the boundary, with its key proved and its input parsed. */
export interface Call<Query, Body> {
  readonly runtime: Runtime;
  readonly credential: Credential;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
}

/** One operation of the API: how it is reached, what it takes, what it gives. The description is made from this too. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** OpenAPI form, `/v1/keys/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Schema of the 200 answer; absent where the answer is not JSON. */
  readonly answers?: z.ZodType;
  /** Media type of the answer where it is not JSON. */
  readonly media?: string;
  /** Data for a JSON answer, or a Response of its own. */
  readonly run: (call: Call<unknown, unknown>) => unknown;
}

interface RouteSpec<Q extends z.ZodType, B extends z.ZodType> extends Omit<Route, 'query' | 'body' | 'run'> {
  readonly query?: Q;
  readonly body?: B;
  readonly run: (call: Call<z.output<Q>, z.output<B>>) => unknown;
}

/** Ties what `run` receives to the schemas of the route. */
export function route<Q extends z.ZodType, B extends z.ZodType>(spec: RouteSpec<Q, B>): Route {
  // The application parses with these very schemas before it calls `run`.
  return { ...spec, run: (call) => spec.run(call as Call<z.output<Q>, z.output<B>>) };
}
