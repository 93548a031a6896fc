import type { RuntimeClient } from '@zoqore/runtime/client';
import { approvalIdOf } from './find-approval.ts';
import type { RecordedFacts } from './recorded-facts.ts';
import type { ApprovalDetail } from './render/approvals.ts';

/** The approval that was typed, whole or short, with the recorded request. */
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
