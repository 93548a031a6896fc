import { approvalDetail } from './approval-detail.ts';
import { confirm } from './confirm.ts';
import { type ConnectOptions, withClient } from './connect.ts';
import type { Outcome } from './outcome.ts';
import { approvalPage, decidedText } from './render/approvals.ts';
import { asksWhat } from './render/asked.ts';
import { excerpt } from './render/neutralise.ts';
import { typedFlags } from './render/typed-flags.ts';
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
    const { id, actorId, state, isOutdated } = asked.approval;
    // What waits no more, or cannot count, is passed on: the runtime says what became of it.
    if (state === 'pending' && (isOutdated !== true || answer.decision === 'refuse')) {
      const wanted = asksWhat(asked.approval, asked.recorded);
      await confirm(session, options, {
        page: [
          ...approvalPage(session.talkScreen, asked, session.clock()).filter((line) => !line.startsWith('→')),
          '',
        ],
        act:
          answer.decision === 'approve'
            ? `let ${excerpt(actorId, 60)} ${wanted}, exactly this and once`
            : `refuse to let ${excerpt(actorId, 60)} ${wanted}`,
        hint: `qorectl approvals ${answer.decision} ${id}${typedFlags({ ...options })} --yes`,
      });
    }
    const approval = await client.approvals.decide(id, answer);
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
