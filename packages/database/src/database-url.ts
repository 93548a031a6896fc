import { resolve } from 'node:path';
import { DatabaseError } from './errors.ts';

export type DatabaseTarget =
  | { readonly engine: 'pglite'; readonly directory: string | undefined }
  | { readonly engine: 'postgres'; readonly url: string };

/** Never quotes the text it was given: a URL may hold a password. */
export function parseDatabaseUrl(text: string): DatabaseTarget {
  if (text === 'pglite:memory') return { engine: 'pglite', directory: undefined };
  if (text.startsWith('pglite:')) {
    const path = text.slice('pglite:'.length);
    if (path === '' || path.includes('\0') || path.startsWith('//')) {
      throw invalid('expected a directory after `pglite:`, such as `pglite:./data/db`');
    }
    return { engine: 'pglite', directory: resolve(path) };
  }
  if (/^postgres(?:ql)?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw invalid('expected `postgres://user:password@host:port/database`');
    return { engine: 'postgres', url: text };
  }
  throw invalid('expected `pglite:<directory>`, `pglite:memory` or `postgres://…`');
}

function invalid(expected: string): DatabaseError {
  return new DatabaseError({
    code: 'DATABASE_URL_INVALID',
    message: `database url not understood: ${expected}`,
  });
}
