import type { Approval } from '@zoqore/runtime';
import { type ConnectOptions, withClient } from './connect.ts';
import type { Outcome } from './outcome.ts';
import { approvalText } from './render/approvals.ts';
import type { Session } from './session.ts';
import { findId } from './short-id.ts';

/** Decides the approval that was named, short or whole. */
export async function decideApproval(
  session: Session,
  options: ConnectOptions,
  typed: string,
  answer: { readonly decision: 'approve' | 'refuse'; readonly reason?: string },
): Promise<Outcome> {
  const approval: Approval = await withClient(session, options, 'host', async (client) => {
    const waiting = await client.approvals.list({ state: 'pending' });
    // What waits no more is passed on as typed: the runtime says what became of it.
    const id =
      findId(
        typed,
        waiting.items.map((item) => item.id),
      ) ?? typed;
    return client.approvals.decide(id, answer);
  });
  return { data: approval, text: (screen) => approvalText(screen, approval) };
}
