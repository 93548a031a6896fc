import type { z } from 'zod';
import type { Credential, Scope } from '../credential.ts';
import type { RuntimeErrorCode } from '../errors.ts';
import type { Runtime } from '../open-runtime.ts';
import type { Metrics } from './metrics.ts';
import type { ServingProcess } from './status.ts';

/** What the application knows of itself. */
export interface Service extends ServingProcess {
  readonly metrics: Metrics;
}

/** One call that passed the boundary, with its key proved and its input parsed. */
export interface Call<Query, Body> {
  readonly runtime: Runtime;
  readonly credential: Credential;
  /** Still true while the key stands. */
  readonly isAuthorized: () => boolean;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly request: Request;
  readonly service: Service;
}

/** How an operation is reached, what it takes, what it gives. The OpenAPI document is made from this. */
export interface Described {
  readonly method: 'get' | 'post' | 'delete';
  /** OpenAPI form, `/v1/keys/{id}`; `{path+}` may hold slashes. */
  readonly path: string;
  readonly summary: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Schema of the 200 answer; absent where the answer is not JSON. */
  readonly answers?: z.ZodType;
  /** Media type of the answer where it is not JSON. */
  readonly media?: string;
  /** Statuses beside 200 that come with the same answer. */
  readonly alsoAnswers?: readonly number[];
  /** Why there may be no answer, beside what every operation of its kind may fail with (`openapi.ts`). */
  readonly errors?: readonly RuntimeErrorCode[];
}

/** An operation for holders of a key. */
export interface Route extends Described {
  /** The key must hold one of these; absent: any key will do, and what it is shown depends on it. */
  readonly scopes?: readonly Scope[];
  /** The body may be as long as a policy set. */
  readonly takesPolicy?: boolean;
  /** The member of the body whose entries the operation bounds by itself, each alone. */
  readonly unboundedMember?: string;
  /** The operation parses the body by itself; the schema describes it. */
  readonly isBodyRaw?: boolean;
  /** Data for a JSON answer, or a Response of its own. */
  readonly run: (call: Call<unknown, unknown>) => unknown;
}

/** An operation that takes no key, and answers while there is no runtime too. */
export interface OpenRoute extends Described {
  readonly run: (call: {
    readonly runtime: Runtime | undefined;
    readonly service: Service;
  }) => Response | Promise<Response>;
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
