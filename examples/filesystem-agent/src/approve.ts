import type { CallToolResult } from '@modelcontextprotocol/client';

interface Approver {
  readonly runtimeUrl: string;
  readonly hostKey: string;
}

/** Approves the call that a result says is held, and returns a sentence about it. */
export async function approve({ runtimeUrl, hostKey }: Approver, held: CallToolResult): Promise<string> {
  const id = approvalIdOf(held);
  if (id === undefined) return 'Nothing waits for approval: the policy in force did not hold the call.';
  const response = await fetch(new URL(`/v1/approvals/${encodeURIComponent(id)}`, runtimeUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${hostKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'approve', reason: 'the walk' }),
  });
  if (!response.ok)
    throw new Error(
      `expected the approval to be accepted, found ${response.status}: ${await response.text()}`,
    );
  return `Approved ${id}.`;
}

function approvalIdOf({ _meta }: CallToolResult): string | undefined {
  const decision: unknown = _meta?.['zoqore.dev/decision'];
  if (!isRecord(decision) || !isRecord(decision['approval'])) return undefined;
  const { id } = decision['approval'];
  return typeof id === 'string' ? id : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
