import { approvalDetail } from './approval-detail.ts';
import { confirm } from './confirm.ts';
import { type ConnectOptions, withClient } from './connect.ts';
import type { Outcome } from './outcome.ts';
import { approvalPage, decidedText } from './render/approvals.ts';
import type { Session } from './session.ts';

/** Decides the approval that was named, short or whole, after it was shown whole. */
export async function decideApproval(
  session: Session,
  options: ConnectOptions & { readonly yes: boolean },
  typed: string,
  answer: { readonly decision: 'approve' | 'refuse'; readonly reason?: string },
): Promise<Outcome> {
  const isAsked = session.ask !== undefined && !options.yes;
  return withClient(session, options, 'host', async (client) => {
    const asked = await approvalDetail(client, typed);
    // What waits no more is passed on: the runtime says what became of it.
    if (asked.approval.state === 'pending') {
      await confirm(session, options, {
        page: [
          ...approvalPage(session.talkScreen, asked, session.clock()).filter((line) => !line.startsWith('→')),
          '',
        ],
        text: answer.decision === 'approve' ? 'approve exactly this, once?' : 'refuse it?',
        hint: `qorectl approvals ${answer.decision} ${asked.approval.id} --yes`,
      });
    }
    const approval = await client.approvals.decide(asked.approval.id, answer);
    const decided = { ...asked, approval };
    return {
      data: approval,
      text: (screen) => [
        ...decidedText(screen, decided),
        ...(isAsked ? [] : ['', ...approvalPage(screen, decided, session.clock()).slice(2)]),
      ],
    };
  });
}
