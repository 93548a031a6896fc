import { and, eq } from 'drizzle-orm';
import type { AuditRow, JsonObject } from './audit-trail.ts';
import { isHost, type Authority, type TokenCredential, type TokenScope } from './authority.ts';
import { asking, change, sessionEnded, type Hold } from './change.ts';
import { standingSessionRow } from './companions/standing-session.ts';
import { standingTokenRow } from './companions/standing-token.ts';
import type { Core } from './core.ts';
import { forbidden, IdentityError } from './errors.ts';
import { findAdmin, type AdminRow } from './reading.ts';
import * as table from './schema.ts';
import type { Role, Session, StepUpPurpose } from './session.ts';

/** What a session needs for what it asks. */
export interface Need {
  readonly role?: Role;
  readonly stepUp?: StepUpPurpose;
}

export type Deed<T> =
  | {
      readonly kind: string;
      readonly body: JsonObject;
      readonly rows: readonly AuditRow[];
      readonly result: T;
    }
  | { readonly result: T };

const ranks: Record<Role, number> = { auditor: 0, admin: 1, owner: 2 };

/** @throws IdentityError FORBIDDEN */
export function requireRole(role: Role, needed: Role): void {
  if (ranks[role] < ranks[needed]) {
    throw forbidden(`expected the role \`${needed}\`, found \`${role}\``);
  }
}

/**
 * A change that a signed-in admin makes. Role, step-up and session are those at the moment of the change, not those that the
 * page was shown with.
 * @throws IdentityError FORBIDDEN, STEP_UP_REQUIRED, SESSION_ENDED, and those of `change`
 */
export async function changeAs<T>(
  core: Core,
  session: Session,
  need: Need,
  decide: (hold: Hold, self: AdminRow) => Promise<Deed<T>>,
): Promise<T> {
  return await change(core, async (hold) => {
    const self = await admit(core, session, need, hold);
    const deed = await decide(hold, self);
    if (!('kind' in deed)) return deed;
    return {
      entry: { kind: deed.kind, actor: self.id, body: { ...deed.body, sessionId: session.id } },
      rows: [...deed.rows, standingSessionRow(session.id, core.clock())],
      result: deed.result,
    };
  });
}

async function admit(core: Core, session: Session, need: Need, hold: Hold): Promise<AdminRow> {
  await hold(`admin:${session.admin.id}`);
  const self = await findAdmin(core, session.admin.id);
  if (self === undefined || self.disabledAt !== null) throw sessionEnded();
  if (need.role !== undefined) requireRole(self.role as Role, need.role);
  if (need.stepUp !== undefined && !(await hasSteppedUp(core, session.id, need.stepUp))) {
    throw new IdentityError({
      code: 'STEP_UP_REQUIRED',
      message: `expected a step-up for \`${need.stepUp}\`, found none that stands`,
      details: { purpose: need.stepUp },
    });
  }
  return self;
}

async function hasSteppedUp(core: Core, sessionId: string, purpose: StepUpPurpose): Promise<boolean> {
  const { stepUp } = table;
  const [row] = await asking(core, () =>
    core.database.read((drizzle) =>
      drizzle
        .select({ expiresAt: stepUp.expiresAt })
        .from(stepUp)
        .where(and(eq(stepUp.sessionId, sessionId), eq(stepUp.purpose, purpose))),
    ),
  );
  return row !== undefined && row.expiresAt > core.clock();
}

/** What an authority needs to change something. Without a scope no token is enough. */
export interface AuthorityNeed {
  readonly role?: Role;
  readonly stepUp: StepUpPurpose;
  readonly scope?: TokenScope;
}

/** Who acts, as the entry names it. The host may do what owners may. */
export interface Self {
  readonly id: string;
  readonly role: Role;
}

/** `changeAs` for any authority. @throws IdentityError as `changeAs` */
export async function changeBy<T>(
  core: Core,
  by: Authority,
  need: AuthorityNeed,
  decide: (hold: Hold, self: Self) => Promise<Deed<T>>,
): Promise<T> {
  if (!isHost(by) && !('tokenId' in by)) {
    return await changeAs(
      core,
      by,
      need,
      async (hold, { id, role }) => await decide(hold, { id, role: role as Role }),
    );
  }
  return await change(core, async (hold) => {
    const self = isHost(by) ? host : await admitToken(core, by, need, hold);
    const deed = await decide(hold, self);
    if (!('kind' in deed)) return deed;
    const { kind, body, rows, result } = deed;
    if (isHost(by)) return { entry: { kind, actor: self.id, body }, rows, result };
    return {
      entry: { kind, actor: self.id, body: { ...body, tokenId: by.tokenId } },
      rows: [...rows, standingTokenRow(by.tokenId, core.clock())],
      result,
    };
  });
}

const host: Self = { id: 'host', role: 'owner' };

async function admitToken(core: Core, by: TokenCredential, need: AuthorityNeed, hold: Hold): Promise<Self> {
  await hold(`admin:${by.admin.id}`);
  const admin = await findAdmin(core, by.admin.id);
  if (admin === undefined || admin.disabledAt !== null) throw sessionEnded();
  const role = admin.role as Role;
  if (need.scope === undefined) throw forbidden('expected a signed-in admin, found an API token');
  requireScope(by, need.scope);
  if (need.role !== undefined) requireRole(role, need.role);
  return { id: admin.id, role };
}

/** @throws IdentityError FORBIDDEN for a token without the scope */
export function requireScope(by: Authority, scope: TokenScope): void {
  if ('tokenId' in by && !by.scopes.includes(scope)) {
    throw forbidden(`expected a token with the scope \`${scope}\`, found \`${by.scopes.join('`, `')}\``);
  }
}

/** The admin whose things alone somebody may see, or undefined for those who may see everyone's. */
export function onlyOwn(by: Authority): string | undefined {
  return isHost(by) || by.admin.role !== 'admin' ? undefined : by.admin.id;
}

/** @throws IdentityError FORBIDDEN */
export function requireOwnOrOwner(self: Self, adminId: string | null): void {
  if (self.id !== adminId) requireRole(self.role, 'owner');
}
