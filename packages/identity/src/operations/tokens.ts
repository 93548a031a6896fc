import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { changeAs, changeBy, onlyOwn, requireOwnOrOwner, requireScope } from '../acting.ts';
import type { Authority, TokenCredential, TokenScope } from '../authority.ts';
import { asking } from '../change.ts';
import { changeRow } from '../companions/change-rows.ts';
import { restrictionRow } from '../companions/restriction-rows.ts';
import { newId, type Core } from '../core.ts';
import { forbidden, invalid, notFound } from '../errors.ts';
import { parseName } from '../names.ts';
import * as table from '../schema.ts';
import { hashToken, newToken } from '../secrets/token.ts';
import type { Role, Session } from '../session.ts';

export interface TokenRecord {
  readonly id: string;
  readonly adminId: string;
  readonly name: string;
  /** The token's first characters. */
  readonly prefix: string;
  readonly scopes: readonly TokenScope[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Exact to a minute. */
  readonly lastUsedAt: number | undefined;
}

/** Credentials of the admin API: scoped, expiring, each the shadow of an admin and never more than that. */
export interface Tokens {
  /**
   * Shown once, kept as a hash. Step-up `tokens`. Auditors make tokens that read. Nobody makes one that decides
   * approvals: those are signed by passkeys.
   * @throws IdentityError VALIDATION_ERROR, FORBIDDEN, STEP_UP_REQUIRED
   */
  create(
    session: Session,
    request: { readonly name: string; readonly scopes: readonly TokenScope[]; readonly lifeMs?: number },
  ): Promise<{ readonly token: string; readonly record: TokenRecord }>;
  /** Those that count: of everyone for owners and auditors, else one's own. Newest first, at most 500. Scope `tokens:read`. */
  list(by: Authority): Promise<readonly TokenRecord[]>;
  /** Holds at the next check in every process. Step-up `tokens` or scope `tokens:revoke`; of another admin: owners. @throws IdentityError NOT_FOUND */
  revoke(by: Authority, id: string): Promise<void>;
  /** The credential of a token that stands now: not revoked, in time, of an admin who may still come in. */
  check(token: string): Promise<TokenCredential | undefined>;
}

const day = 24 * 3_600_000;
const defaultLifeMs = 90 * day;
const maxLifeMs = 366 * day;
const touchEveryMs = 60_000;
const maxScopes = 32;
const maxListed = 500;
const scopeForm = /^[a-z][a-z-]{0,31}:[a-z][a-z-]{0,31}$/;

export function createTokens(core: Core): Tokens {
  const { apiToken } = table;
  return {
    create: async (session, request) => {
      const name = parseName('name', request.name);
      const scopes = parseScopes(request.scopes);
      const { lifeMs = defaultLifeMs } = request;
      if (!Number.isSafeInteger(lifeMs) || lifeMs < 60_000 || lifeMs > maxLifeMs) {
        throw invalid('lifeMs', `expected whole milliseconds from a minute to ${maxLifeMs}`);
      }
      return await changeAs(core, session, { stepUp: 'tokens' }, async (_hold, self) => {
        const beyond = scopes.find((scope) => !mayHold(self.role as Role, scope));
        if (beyond !== undefined) throw forbidden(`the role \`${self.role}\` may not have \`${beyond}\``);
        const token = newToken(core, 'zqa');
        const createdAt = core.clock();
        const row = {
          id: newId(core, 'tok'),
          adminId: self.id,
          prefix: token.slice(0, 10),
          name,
          createdAt,
          expiresAt: createdAt + lifeMs,
        };
        return {
          kind: 'token.created',
          body: { tokenId: row.id, name, prefix: row.prefix, scopes, expiresAt: row.expiresAt },
          rows: [
            changeRow({
              what: 'token-added',
              ...row,
              hash: hashToken(token),
              scopes: JSON.stringify(scopes),
            }),
          ],
          result: { token, record: { ...row, scopes, lastUsedAt: undefined } },
        };
      });
    },

    async list(by) {
      requireScope(by, 'tokens:read');
      const own = onlyOwn(by);
      const rows = await asking(core, () =>
        core.database.read((drizzle) =>
          drizzle
            .select()
            .from(apiToken)
            .where(
              and(
                isNull(apiToken.revokedAt),
                gt(apiToken.expiresAt, core.clock()),
                own === undefined ? undefined : eq(apiToken.adminId, own),
              ),
            )
            .orderBy(desc(apiToken.createdAt))
            .limit(maxListed),
        ),
      );
      return rows.map(({ id, adminId, name, prefix, scopes, createdAt, expiresAt, lastUsedAt }) => ({
        id,
        adminId,
        name,
        prefix,
        scopes: JSON.parse(scopes) as TokenScope[],
        createdAt,
        expiresAt,
        lastUsedAt: lastUsedAt ?? undefined,
      }));
    },

    revoke: async (by, id) => {
      await changeBy(core, by, { stepUp: 'tokens', scope: 'tokens:revoke' }, async (_hold, self) => {
        const [found] = await asking(core, () =>
          core.database.read((drizzle) => drizzle.select().from(apiToken).where(eq(apiToken.id, id))),
        );
        if (found === undefined) throw notFound('an API token', id);
        requireOwnOrOwner(self, found.adminId);
        return {
          kind: 'token.revoked',
          body: { tokenId: id, name: found.name, adminId: found.adminId },
          rows: [restrictionRow({ what: 'tokens-revoked', id, adminId: null, at: core.clock() })],
          result: undefined,
        };
      });
    },

    async check(token) {
      if (token.length > 128) return undefined;
      const now = core.clock();
      const { admin } = table;
      const [found] = await asking(core, () =>
        core.database.read((drizzle) =>
          drizzle
            .select({ token: apiToken, admin: { id: admin.id, name: admin.name, role: admin.role } })
            .from(apiToken)
            .innerJoin(admin, eq(admin.id, apiToken.adminId))
            .where(
              and(
                eq(apiToken.hash, hashToken(token)),
                isNull(apiToken.revokedAt),
                gt(apiToken.expiresAt, now),
                isNull(admin.disabledAt),
              ),
            ),
        ),
      );
      if (found === undefined) return undefined;
      const role = found.admin.role as Role;
      await touch(core, found.token.id);
      return {
        tokenId: found.token.id,
        name: found.token.name,
        admin: { ...found.admin, role },
        // What its admin may no longer do, it may not either.
        scopes: (JSON.parse(found.token.scopes) as TokenScope[]).filter((scope) => mayHold(role, scope)),
      };
    },
  };
}

/** Not in the ledger: it gives nothing. */
async function touch(core: Core, id: string): Promise<void> {
  const now = core.clock();
  const { apiToken } = table;
  const isDue = or(isNull(apiToken.lastUsedAt), sql`${apiToken.lastUsedAt} < ${now - touchEveryMs}`);
  await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .update(apiToken)
        .set({ lastUsedAt: now })
        .where(and(eq(apiToken.id, id), isDue)),
    ),
  );
}

function mayHold(role: Role, scope: TokenScope): boolean {
  if (role === 'auditor') return scope.endsWith(':read');
  return role === 'owner' || !scope.startsWith('admins:') || scope.endsWith(':read');
}

function parseScopes(scopes: readonly TokenScope[]): readonly TokenScope[] {
  const unique = [...new Set(scopes)].toSorted();
  if (unique.length === 0 || unique.length > maxScopes || !unique.every((scope) => scopeForm.test(scope))) {
    throw invalid('scopes', `expected 1 to ${maxScopes} such as \`sessions:read\``);
  }
  if (unique.some((scope) => scope === 'approvals:decide')) {
    throw invalid('scopes', 'expected no `approvals:decide`: a passkey signs each approval');
  }
  return unique;
}
