import { PgDialect } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { SQL } from 'drizzle-orm';
import postgres, {
  type ISql,
  type Options,
  type PostgresType,
  type Sql,
  type TransactionSql,
} from 'postgres';
import type { Drizzle, Queryable } from '../database.ts';
import { DatabaseError } from '../errors.ts';
import { translateError } from './translate-error.ts';

type Types = { bigint: number | bigint };
export type Client = Sql<Types>;
type Scope = ISql<Types>;

const dialect = new PgDialect();
const int8 = 20;
/** A statement text costs memory in the backend for as long as it is prepared. */
const maxPrepared = 512;

export interface ClientOptions {
  readonly max: number;
  readonly socket?: () => unknown;
  readonly url?: string;
}

export function createClient(options: ClientOptions): Client {
  const settings: Options<{ bigint: PostgresType<number | bigint> }> = {
    max: options.max,
    // First start of an embedded cluster takes seconds, more when the cores are shared.
    connect_timeout: options.socket === undefined ? 10 : 120,
    idle_timeout: 0,
    backoff: (attempt: number): number => Math.min(0.05 * 2 ** attempt, 2),
    onnotice: () => undefined,
    types: {
      bigint: {
        to: int8,
        from: [int8],
        serialize: String,
        parse: (text: string): number | bigint => {
          const number = Number(text);
          return Number.isSafeInteger(number) ? number : BigInt(text);
        },
      },
    },
    connection: { application_name: 'zoqore' },
  };
  if (options.url !== undefined) return postgres(options.url, settings);
  const embedded = {
    ...settings,
    max_lifetime: null,
    host: 'embedded',
    port: 0,
    username: 'postgres',
    password: '',
    database: 'postgres',
    ssl: false,
    // Missing from the client's types: whatever this returns takes the place of a TCP socket.
    socket: options.socket,
  };
  return postgres(embedded);
}

/** Statements on a client or inside one of its transactions. */
export function createQueryable(
  scope: Scope,
  root: Client,
  prepared: Set<string>,
  isOver: () => boolean,
): Queryable {
  const send: Client['unsafe'] = scope.unsafe.bind(scope);
  const unsafe: Client['unsafe'] = (text, parameters, settings) => {
    if (isOver()) throw over();
    return send(text, parameters, settings);
  };
  return {
    drizzle: scope === root ? drizzle(root) : drizzleInside(scope as TransactionSql<Types>, root, unsafe),
    async query<Row>(statement: SQL): Promise<readonly Row[]> {
      const { sql: text, params } = dialect.sqlToQuery(statement);
      if (prepared.size < maxPrepared) prepared.add(text);
      try {
        const rows = await unsafe<Record<string, unknown>[]>(text, params.map(toParameter), {
          prepare: params.length > 0 && prepared.has(text),
          // INVARIANT: statements and transactions are sent in the order of the calls. Awaited alone, this one would
          // be sent a microtask late, behind a transaction that was asked for after it.
        }).execute();
        refuseUnsafe(rows, rows.columns ?? []);
        return Array.from(rows) as readonly Row[];
      } catch (error) {
        throw translateError(error);
      }
    },
  };
}

function drizzleInside(scope: TransactionSql<Types>, root: Client, unsafe: Client['unsafe']): Drizzle {
  const inner = Object.assign(scope, {
    options: root.options,
    unsafe,
    begin: async (work: (tx: TransactionSql<Types>) => Promise<unknown>) => await scope.savepoint(work),
  });
  return drizzle(inner as Scope as Client);
}

type Parameter = string | number | boolean | null | bigint | Uint8Array;

function toParameter(value: unknown): Parameter {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string' && value.includes('\0')) {
    throw invalid('expected text without NUL: PostgreSQL cannot hold it');
  }
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    typeof value === 'bigint'
  ) {
    return value;
  }
  throw invalid(`expected a scalar parameter, found ${typeof value}; pass JSON text and cast it`);
}

function refuseUnsafe(
  rows: readonly Record<string, unknown>[],
  columns: readonly { name: string; type: number }[],
): void {
  for (const column of columns) {
    if (column.type !== int8) continue;
    for (const row of rows) {
      if (typeof row[column.name] === 'bigint') {
        throw invalid(`column \`${column.name}\` holds an integer beyond 2^53`);
      }
    }
  }
}

function invalid(message: string): DatabaseError {
  return new DatabaseError({ code: 'DATABASE_VALUE_INVALID', message });
}

function over(): DatabaseError {
  return new DatabaseError({
    code: 'DATABASE_UNAVAILABLE',
    message: 'the transaction has ended; its statements can no longer run',
  });
}
