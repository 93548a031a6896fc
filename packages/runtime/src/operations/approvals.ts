import { and, desc, eq, gt, inArray, lte, or } from 'drizzle-orm';
import { approvalAt } from '../standing/approval.ts';
import type { Approval, ApprovalState } from '../standing/approval.ts';
import type { AskedRequest } from '../request/asked-request.ts';
import { maySpeakFor, requireScope } from '../authorize.ts';
import { seesActor, visibleActors } from './visibility.ts';
import type { ApprovalDecisionRow } from '../companions/approval.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { RuntimeError } from '../errors.ts';
import { record } from '../record.ts';
import { approval as table } from '../schema.ts';
import { instant } from '../instant.ts';
import { approvalOf, findApproval } from '../standing/standing.ts';

export interface ApprovalQuery {
  readonly state?: ApprovalState;
  readonly actor?: string;
}

export interface ApprovalVerdict {
  readonly decision: 'approve' | 'refuse';
  readonly reason?: string;
}

/** An approval with what exactly it is about. */
export interface AskedApproval extends Approval {
  readonly request?: AskedRequest;
}

/** The escalated requests that wait for a person, and what became of the others. */
export interface Approvals {
  /** Newest first, at most 500. A key with scope `decide` alone sees those of its own actors. */
  list(credential: Credential, query: ApprovalQuery): Promise<readonly Approval[]>;
  /** How many wait now that an approval could still let through. */
  waiting(): number;
  /** With what was asked, unless that was erased. @throws RuntimeError NOT_FOUND */
  get(credential: Credential, id: string): Promise<AskedApproval>;
  /**
   * Decides a pending approval, once. Whoever may ask for an actor may not approve for it. One that was asked under
   * another policy than the one in force can be refused, not approved.
   * @throws RuntimeError ACTOR_FORBIDDEN, NOT_FOUND, STATE_CONFLICT, LEDGER_UNAVAILABLE
   */
  decide(credential: Credential, id: string, verdict: ApprovalVerdict): Promise<Approval>;
}

const maxListed = 500;

export function createApprovals(core: Core): Approvals {
  const current = (approval: Approval): Approval =>
    approvalAt(approval, { now: core.clock(), policyVersion: core.view.standing.policy?.version });

  async function get(credential: Credential, id: string): Promise<Approval> {
    const approval = await findApproval(core.database, id);
    // Someone else's approval and none at all look the same.
    if (approval === undefined || !seesActor(credential, approval.actorId)) throw notFound(id);
    return current(approval);
  }

  return {
    async get(credential, id) {
      const approval = await get(credential, id);
      const [row] = await core.database.read((drizzle) =>
        drizzle.select({ request: table.request }).from(table).where(eq(table.id, id)),
      );
      if (row?.request === undefined || row.request === null) return approval;
      return { ...approval, request: JSON.parse(row.request) as AskedRequest };
    },

    waiting: () =>
      [...core.view.standing.approvals.values()]
        .map(current)
        .filter(({ state, isOutdated }) => state === 'pending' && isOutdated !== true).length,

    async list(credential, query) {
      const actors = visibleActors(credential);
      const rows = await core.database.read((drizzle) =>
        drizzle
          .select()
          .from(table)
          .where(
            and(
              query.actor === undefined ? undefined : eq(table.actorId, query.actor),
              actors === 'any' ? undefined : inArray(table.actorId, [...actors]),
              stateCondition(query.state, core.clock()),
            ),
          )
          .orderBy(desc(table.index))
          .limit(maxListed),
      );
      return rows.map((row) => current(approvalOf(row)));
    },

    async decide(credential, id, verdict) {
      requireScope(credential, 'approve');
      const approval = await get(credential, id);
      // INVARIANT: no key both asks for an actor and approves for it.
      if (credential.scopes.includes('decide') && maySpeakFor(credential, approval.actorId)) {
        throw new RuntimeError({
          code: 'ACTOR_FORBIDDEN',
          message: `the key \`${credential.name}\` may ask for \`${approval.actorId}\` and so may not approve for it`,
        });
      }
      if (verdict.decision === 'approve' && approval.state === 'pending' && approval.isOutdated === true) {
        throw new RuntimeError({
          code: 'STATE_CONFLICT',
          message: `\`${id}\` was asked under an older policy; it cannot count: ask the agent to make the call again`,
          details: { id, state: approval.state, policyVersion: approval.policyVersion },
        });
      }
      const now = core.clock();
      const row: ApprovalDecisionRow = {
        id,
        state: verdict.decision === 'approve' ? 'approved' : 'refused',
        decidedAt: now,
        decidedBy: credential.name,
        reason: verdict.reason ?? null,
      };
      const result = await record(
        core,
        {
          kind: `approval.${row.state}`,
          actor: credential.keyId,
          at: instant(now),
          commitments: await intentCommitment(core, approval),
          body: {
            approvalId: id,
            policyVersion: approval.policyVersion,
            decisionId: approval.decisionId,
            expiresAt: approval.expiresAt,
            by: { id: credential.keyId, name: credential.name },
            ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
          },
        },
        [{ kind: 'approval-decision', row }],
      );
      if (result.outcome === 'refused') {
        throw new RuntimeError({
          code: 'STATE_CONFLICT',
          message: `expected a pending approval, found \`${id}\` already ${JSON.stringify(result.claim['state'])}`,
          details: { id, ...result.claim },
        });
      }
      await core.view.reload();
      return get(credential, id);
    },
  };
}

/** The very commitment of the decision that asked: whoever opens that one knows what was approved. */
async function intentCommitment(core: Core, { index }: Approval): Promise<Readonly<Record<string, string>>> {
  const asked = await core.ledger.entry(index);
  const intent = asked?.commitments?.['intent'];
  return intent === undefined ? {} : { intent };
}

function stateCondition(state: ApprovalState | undefined, now: number): ReturnType<typeof and> {
  switch (state) {
    case undefined:
      return undefined;
    case 'pending':
    case 'approved':
      return and(eq(table.state, state), gt(table.expiresAt, now));
    case 'expired':
      return or(
        eq(table.state, 'expired'),
        and(or(eq(table.state, 'pending'), eq(table.state, 'approved')), lte(table.expiresAt, now)),
      );
    case 'refused':
    case 'used':
      return eq(table.state, state);
    default:
      return state satisfies never;
  }
}

function notFound(id: string): RuntimeError {
  return new RuntimeError({
    code: 'NOT_FOUND',
    message: `expected an approval, found none with id \`${id}\``,
  });
}
