import type { RuntimeClient } from '@zoqore/runtime/client';
import type { RecordedFacts } from './recorded-facts.ts';
import type { ApprovalDetail } from './render/approvals.ts';
import { findId } from './short-id.ts';

/** The approval that was typed, whole or short, with the recorded request; looked for among what waits, then all. */
export async function approvalDetail(client: RuntimeClient, typed: string): Promise<ApprovalDetail> {
  const approval = await client.approvals.get(await approvalIdOf(client, typed));
  const [{ decision, facts }, { readFacts }] = await Promise.all([
    client.decisions.get(approval.decisionId),
    // Not at the top: it brings zod, which `help` need not pay for.
    import('./recorded-facts.ts'),
  ]);
  const { request, ...shown } = approval;
  const recorded = readFacts(facts);
  return {
    approval: shown,
    decision,
    facts,
    recorded: request === undefined ? recorded : withRequest(recorded, request),
    ...(request === undefined ? {} : { request }),
  };
}

/** The record with the texts that it holds digests of. */
function withRequest(
  recorded: RecordedFacts,
  { content, context = {}, isWhole }: NonNullable<ApprovalDetail['request']>,
): RecordedFacts {
  const call = context['tool'];
  const isCall = typeof call === 'object' && call !== null && 'arguments' in call;
  return {
    ...recorded,
    ...(content === undefined ? {} : { content }),
    context,
    ...(recorded.tool === undefined || !isCall
      ? {}
      : { tool: { ...recorded.tool, arguments: call['arguments'] } }),
    ...(isWhole ? { detail: 'full', redacted: [] } : {}),
  };
}

async function approvalIdOf(client: RuntimeClient, typed: string): Promise<string> {
  const waiting = await client.approvals.list({ state: 'pending' });
  const found = findId(
    typed,
    waiting.items.map(({ id }) => id),
  );
  if (found !== undefined) return found;
  const all = await client.approvals.list();
  // What nobody knows is passed on, so that the runtime's own answer is reported.
  return (
    findId(
      typed,
      all.items.map(({ id }) => id),
    ) ?? typed
  );
}
