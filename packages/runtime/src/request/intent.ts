import { hash } from 'node:crypto';
import { canonicalize } from '@zoqore/ledger';
import type { DecisionRequest } from './decision-request.ts';

/**
 * SHA-256 over canonical JSON of what is asked, without the request's id, hex. An approval binds it.
 * Absent and empty fields differ, key order does not matter.
 */
export function intentDigest(request: DecisionRequest): string {
  const { actorId, action, targetPath, content, context } = request;
  return hash(
    'sha256',
    canonicalize({
      actorId,
      action,
      targetPath,
      ...(content === undefined ? {} : { content }),
      ...(context === undefined ? {} : { context }),
    }),
  );
}

/** What must be equal for two requests under one id to be the same request. */
export function requestFingerprint(request: DecisionRequest, intent: string): string {
  return request.approvalId === undefined
    ? intent
    : hash('sha256', canonicalize([intent, request.approvalId]));
}

/** Names an actor's request id without a delimiter that either could contain. */
export function requestKey(actorId: string, requestId: string): string {
  return hash('sha256', canonicalize([actorId, requestId]));
}
