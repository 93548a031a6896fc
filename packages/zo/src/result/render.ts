import { FINDINGS_META } from './findings.ts';
import { ProtocolError, type CallToolResult } from '@modelcontextprotocol/server';
import type { Answer } from '@zoqore/runtime';
import type { Enforced } from '../call/enforce.ts';
import type { ZoError } from '../errors.ts';

/** Where a result carries the decision that it followed, or the one that refused it. */
const DECISION_META = 'zoqore.dev/decision';
const ERROR_META = 'zoqore.dev/error';

// Outside the ranges of JSON-RPC and MCP.
const REFUSED = -31_403;
const NOT_DONE = -31_502;
const NOT_DECIDED = -31_503;

/** A tool call's answer. What did not happen is an `isError` result, so that the model reads why. */
export function renderToolResult(enforced: Enforced<CallToolResult>): CallToolResult {
  switch (enforced.kind) {
    case 'done':
      return { ...enforced.result, _meta: metaOf(enforced) };
    case 'refused':
    case 'failed':
    case 'undecided':
      return { isError: true, content: [{ type: 'text', text: explain(enforced) }], _meta: metaOf(enforced) };
    default:
      return enforced satisfies never;
  }
}

/** A call of a tool that no one can look up. */
export function renderUnavailable({ code, message }: ZoError): CallToolResult {
  const text = lines(['ZoQore cannot reach the server of this tool. Nothing was done.', `Why: ${message}`]);
  return { isError: true, content: [{ type: 'text', text }], _meta: { [ERROR_META]: { code } } };
}

/** The result of a method that has no `isError`. @throws ProtocolError with the same explanation and data */
export function resultOrThrow<T>(enforced: Enforced<T>): T & { readonly _meta: Record<string, unknown> } {
  if (enforced.kind === 'done') return { ...enforced.result, _meta: metaOf(enforced) };
  const code = { refused: REFUSED, failed: NOT_DONE, undecided: NOT_DECIDED }[enforced.kind];
  throw new ProtocolError(code, explain(enforced), metaOf(enforced));
}

function metaOf<T>(enforced: Enforced<T>): Record<string, unknown> {
  if (enforced.kind === 'undecided') return { [ERROR_META]: { code: enforced.code } };
  const { answer } = enforced;
  return {
    [DECISION_META]: {
      decisionId: answer.decisionId,
      decision: answer.decision,
      auditEventId: answer.auditEventId,
      reasons: answer.reasons,
      requiredActions: answer.requiredActions,
      ...(answer.approval === undefined ? {} : { approval: answer.approval }),
    },
    ...(enforced.kind === 'failed' ? { [ERROR_META]: { code: enforced.error.code } } : {}),
    ...(enforced.kind !== 'refused' && enforced.findings.length > 0
      ? { [FINDINGS_META]: enforced.findings }
      : {}),
  };
}

function explain<T>(enforced: Exclude<Enforced<T>, { kind: 'done' }>): string {
  switch (enforced.kind) {
    case 'undecided':
      return lines([
        `ZoQore could not decide on this call (${enforced.code}). Nothing was done.`,
        enforced.code === 'VALIDATION_ERROR' || enforced.code === 'PAYLOAD_TOO_LARGE'
          ? 'Next: make the arguments smaller or simpler. The same call will fail again.'
          : 'Next: try again later, or tell the operator of ZoQore.',
      ]);
    case 'failed':
      return lines([
        `ZoQore allowed this call, but it has no result (${enforced.error.code}).`,
        `Why: ${enforced.error.message}`,
        mayHaveActed(enforced.error.code)
          ? 'The call may have taken effect. Check before you repeat it.'
          : 'Nothing was done.',
        trace(enforced.answer),
      ]);
    case 'refused':
      return explainRefusal(enforced.answer);
    default:
      return enforced satisfies never;
  }
}

/** The four `key=value` strings in front are for clients that parse them. */
function isSummary(reason: string): boolean {
  return /^(?:policyRisk|routerRisk|novelty|confidence)=/u.test(reason);
}

function explainRefusal(answer: Answer): string {
  const { approval, reasons, requiredActions } = answer;
  const isHeld = answer.decision === 'ESCALATE';
  return lines([
    isHeld
      ? 'ZoQore holds this call until a person approves it (ESCALATE). Nothing was done.'
      : 'ZoQore refused this call (DENY). Nothing was done.',
    `Why: ${reasons.filter((reason) => !isSummary(reason)).join('; ')}`,
    requiredActions.length === 0 ? '' : `Required: ${requiredActions.join(', ')}`,
    approval === undefined
      ? ''
      : `Approval: ${approval.id}, ${placeOf(approval.url)}, open until ${approval.expiresAt}`,
    isHeld
      ? 'Next: ask a person to decide it. Once it is approved, make the same call with the same arguments.'
      : 'Next: do not repeat this call; find another way or ask the operator of ZoQore.',
    trace(answer),
  ]);
}

/** Without a console the runtime names the command that decides. */
function placeOf(url: string): string {
  return /^https?:/u.test(url) ? `decided at ${url}` : `decided with \`${url}\``;
}

function trace({ decisionId, auditEventId }: Answer): string {
  return `Decision: ${decisionId} (${auditEventId})`;
}

function mayHaveActed(code: string): boolean {
  return [
    'UPSTREAM_TIMED_OUT',
    'UPSTREAM_UNAVAILABLE',
    'UPSTREAM_FAILED',
    'UPSTREAM_REFUSED',
    'CALL_CANCELLED',
  ].includes(code);
}

function lines(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => part.replaceAll(/\p{Cc}+/gu, ' '))
    .join('\n');
}
