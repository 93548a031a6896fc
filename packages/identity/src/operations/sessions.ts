import { and, desc, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { changeAs, changeBy, onlyOwn, requireOwnOrOwner, requireScope } from '../acting.ts';
import type { AuditRow } from '../audit-trail.ts';
import type { Authority } from '../authority.ts';
import { asking } from '../change.ts';
import { sessionsEndedRow, type WhichSessions } from '../companions/restriction-rows.ts';
import { standingSessionRow } from '../companions/standing-session.ts';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import * as table from '../schema.ts';
import { findSession, type PendingSession, type Role, type Session, type SignInMethod } from '../session.ts';

export interface SessionRecord {
  readonly id: string;
  readonly adminId: string;
  readonly adminName: string;
  readonly role: Role;
  readonly method: SignInMethod;
  readonly deviceId: string | undefined;
  /** As the client said them: show them as text. */
  readonly source: string;
  readonly agent: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Exact to half a minute. */
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  /** The one that asks. */
  readonly isCurrent: boolean;
}

export interface SessionPage {
  readonly items: readonly SessionRecord[];
  /** For the next page; undefined on the last one. */
  readonly next: string | undefined;
}

export interface Sessions {
  /**
   * The session of a token, if it stands now, in whatever process it was started or ended. To be asked for every request,
   * and for an open feed at each event; `isActive: false` asks without keeping the session alive.
   */
  check(token: string, options?: { readonly isActive?: boolean }): Promise<Session | undefined>;
  /** The pending session of a token. Never a full one, as `check` never gives a pending one. */
  checkPending(token: string): Promise<PendingSession | undefined>;
  /**
   * A row for the entry of whatever this session asks of another package: the entry is refused (`identity-session`) when
   * the session has ended by the time it is written.
   */
  standing(session: Session): AuditRow;
  /** Open sessions, newest first, at most 100 a page: of everyone for owners and auditors, else one's own. Scope `sessions:read`. */
  list(
    by: Authority,
    query?: { readonly adminId?: string; readonly limit?: number; readonly after?: string },
  ): Promise<SessionPage>;
  /** Ends the session itself. */
  signOut(session: Session): Promise<void>;
  /** Ends one. Step-up `sessions` or scope `sessions:end`; of another admin: owners. @throws IdentityError NOT_FOUND, FORBIDDEN, STEP_UP_REQUIRED */
  end(by: Authority, id: string): Promise<void>;
  /** Ends every other session of the admin who asks. Step-up `sessions`. */
  endOthers(session: Session): Promise<void>;
  /** Ends all sessions of an admin; of another one: owners. Step-up `sessions` or scope `sessions:end`. */
  endAllOf(by: Authority, adminId: string): Promise<void>;
  /** Ends all sessions of everyone, also the one that asks. Owners. Step-up `sessions` or scope `sessions:end`. */
  endAll(by: Authority): Promise<void>;
}

const touchEveryMs = 30_000;
const maxPage = 100;
const ending = { stepUp: 'sessions', scope: 'sessions:end' } as const;

export function createSessions(core: Core): Sessions {
  const ended = (which: WhichSessions, because = 'ended'): AuditRow =>
    sessionsEndedRow(which, core.clock(), because);

  return {
    async check(token, { isActive = true } = {}) {
      const found = await findSession(core, token);
      if (found?.state !== 'full') return undefined;
      const { admin_id: id, name, role } = found;
      if (id === null || name === null || role === null) return undefined;
      if (isActive && found.last_seen_at <= core.clock() - touchEveryMs) await touch(core, found.id);
      return {
        id: found.id,
        admin: { id, name, role },
        method: found.method,
        deviceId: found.device_id ?? undefined,
        createdAt: found.created_at,
        expiresAt: found.expires_at,
        stepUps: found.step_ups ?? [],
      };
    },

    async checkPending(token) {
      const found = await findSession(core, token);
      if (found?.state !== 'pending' || found.grant_id === null) return undefined;
      return { id: found.id, grantId: found.grant_id, expiresAt: found.expires_at };
    },

    standing: (session) => standingSessionRow(session.id, core.clock()),

    list: async (by, query = {}) => await listSessions(core, by, query),

    signOut: async (session) => {
      await changeAs(core, session, {}, async () => ({
        kind: 'session.ended',
        body: { which: session.id, because: 'signed-out' },
        rows: [ended({ id: session.id }, 'signed-out')],
        result: undefined,
      }));
    },

    end: async (by, id) => {
      await changeBy(core, by, ending, async (_hold, self) => {
        const [found] = await asking(core, () =>
          core.database.read((drizzle) =>
            drizzle.select().from(table.session).where(eq(table.session.id, id)),
          ),
        );
        if (found === undefined) throw notFound('a session', id);
        requireOwnOrOwner(self, found.adminId);
        return {
          kind: 'session.ended',
          body: { which: id, ...(found.adminId === null ? {} : { adminId: found.adminId }) },
          rows: [ended({ id })],
          result: undefined,
        };
      });
    },

    endOthers: async (session) => {
      await changeAs(core, session, { stepUp: 'sessions' }, async (_hold, self) => ({
        kind: 'sessions.ended',
        body: { which: 'others', adminId: self.id },
        rows: [ended({ adminId: self.id, except: session.id })],
        result: undefined,
      }));
    },

    endAllOf: async (by, adminId) => {
      await changeBy(core, by, ending, async (_hold, self) => {
        requireOwnOrOwner(self, adminId);
        return {
          kind: 'sessions.ended',
          body: { which: 'admin', adminId },
          rows: [ended({ adminId })],
          result: undefined,
        };
      });
    },

    endAll: async (by) => {
      await changeBy(core, by, { ...ending, role: 'owner' }, async () => ({
        kind: 'sessions.ended',
        body: { which: 'all' },
        rows: [ended({})],
        result: undefined,
      }));
    },
  };
}

/** Not in the ledger: it gives nothing that the session did not have. */
async function touch(core: Core, id: string): Promise<void> {
  await asking(core, () =>
    core.database.query(sql`
      UPDATE zoqore_identity.session SET last_seen_at = greatest(last_seen_at, ${core.clock()}::bigint)
      WHERE id = ${id} AND ended_at IS NULL`),
  );
}

async function listSessions(
  core: Core,
  by: Authority,
  { adminId, limit = maxPage, after }: Parameters<Sessions['list']>[1] & object,
): Promise<SessionPage> {
  requireScope(by, 'sessions:read');
  const { session: row, admin, installation } = table;
  const now = core.clock();
  const whose = onlyOwn(by) ?? adminId;
  const size = Math.min(Math.max(1, limit), maxPage);
  const from = cursorOf(after);
  const found = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select({ row, name: admin.name, role: admin.role })
        .from(row)
        .innerJoin(admin, eq(admin.id, row.adminId))
        .innerJoin(installation, eq(installation.epoch, row.epoch))
        .where(
          and(
            eq(row.state, 'full'),
            isNull(row.endedAt),
            isNull(admin.disabledAt),
            gt(row.expiresAt, now),
            gt(row.lastSeenAt, now - core.lifetimes.idleMs),
            whose === undefined ? undefined : eq(row.adminId, whose),
            from === undefined
              ? undefined
              : or(
                  lt(row.createdAt, from.createdAt),
                  and(eq(row.createdAt, from.createdAt), lt(row.id, from.id)),
                ),
          ),
        )
        .orderBy(desc(row.createdAt), desc(row.id))
        .limit(size + 1),
    ),
  );
  const items = found.slice(0, size);
  const last = found.length > size ? items.at(-1)?.row : undefined;
  return {
    items: items.map(({ row: one, name, role }) => ({
      id: one.id,
      adminId: one.adminId ?? '',
      adminName: name,
      role: role as Role,
      method: one.method as SignInMethod,
      deviceId: one.deviceId ?? undefined,
      source: one.source,
      agent: one.agent,
      createdAt: one.createdAt,
      lastSeenAt: one.lastSeenAt,
      expiresAt: one.expiresAt,
      isCurrent: 'id' in by && one.id === by.id,
    })),
    next: last === undefined ? undefined : `${last.createdAt}.${last.id}`,
  };
}

/** What is no cursor of ours begins at the front. */
function cursorOf(after: string | undefined): { createdAt: number; id: string } | undefined {
  const [, createdAt, id] = /^(\d{1,15})\.(ses_[\da-f]{30})$/.exec(after ?? '') ?? [];
  return createdAt === undefined || id === undefined ? undefined : { createdAt: Number(createdAt), id };
}
