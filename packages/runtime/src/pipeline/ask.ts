import type { Allowances } from './allowances.ts';
import { requireActor } from '../authorize.ts';
import type { Core } from '../core.ts';
import type { Credential } from '../credential.ts';
import { questionOf } from './consider.ts';
import { decide } from './decide.ts';
import type { Inquiry } from './inquiry.ts';
import { answerOf } from '../entry/decision-entry.ts';
import type { Answer } from '../decision.ts';
import { parseDecisionRequest } from '../request/decision-request.ts';
import { RuntimeError } from '../errors.ts';
import { coveringHalt } from '../standing/halt.ts';
import { requestFingerprint, requestKey } from '../request/intent.ts';
import type { RecentAnswers, Remembered } from './recent-answers.ts';
import type { DecideOptions } from '../governance.ts';

/** What asking needs beside the core: what this process remembers of its own answers. */
export interface Memory {
  readonly recent: RecentAnswers;
  readonly allowances: Allowances;
}

/** How often one request may find the world changed under it before it is refused. */
const maxRounds = 4;

/**
 * Answers one request: the same answer for the same request id, one decision for each, across processes.
 * @throws RuntimeError VALIDATION_ERROR, ACTOR_FORBIDDEN, REPLAY_CONFLICT, LEDGER_UNAVAILABLE, NOT_INITIALIZED
 */
export async function ask(
  core: Core,
  memory: Memory,
  credential: Credential,
  asked: { readonly request: unknown; readonly options: DecideOptions },
): Promise<Answer> {
  const request = parseDecisionRequest(asked.request);
  const { surface = 'http', findApproval = false } = asked.options;
  const { actorId, requestId } = request;
  await requireActor(core, credential, { actorId, requestId, surface });
  const question = questionOf(core, request);
  const inquiry: Inquiry = {
    ...question,
    requestKey: requestKey(request.actorId, request.requestId),
    fingerprint: requestFingerprint(request, question.intent),
    credential,
    surface,
    findApproval,
    allowances: memory.allowances,
    supersedes: -1,
  };
  for (;;) {
    const remembered = memory.recent.find(inquiry.requestKey);
    if (remembered === undefined) return start(core, memory, inquiry);
    requireSame(remembered.fingerprint, inquiry);
    const answer = await remembered.answer;
    if (stands(core, inquiry, answer)) return answer;
    // Of many who wait for an answer that stands no more, the first asks anew and the others wait for that one.
    if (memory.recent.find(inquiry.requestKey) !== remembered) continue;
    const supersedes = isWithinWindow(core, answer) ? answer.receipt.index : -1;
    return start(core, memory, { ...inquiry, supersedes });
  }
}

function start(core: Core, memory: Memory, inquiry: Inquiry): Promise<Answer> {
  const remembered: Remembered = { fingerprint: inquiry.fingerprint, answer: settle(core, inquiry) };
  memory.recent.remember(inquiry.requestKey, remembered);
  // An error is no answer: the next request with this id tries again.
  remembered.answer.catch(() => memory.recent.forget(inquiry.requestKey, remembered));
  return remembered.answer;
}

async function settle(core: Core, first: Inquiry): Promise<Answer> {
  let inquiry = first;
  for (let round = 0; round < maxRounds; round++) {
    const decided = await decide(core, inquiry);
    if (decided.outcome === 'decided') return decided.answer;
    if (decided.outcome === 'again') continue;
    requireSame(decided.fingerprint, inquiry);
    const standing = await recordedAnswer(core, decided.index);
    if (stands(core, inquiry, standing)) return standing;
    inquiry = { ...inquiry, supersedes: decided.index };
  }
  throw new RuntimeError({
    code: 'RATE_LIMITED',
    message: 'the request met changes each time it was decided; try again shortly',
    details: { retryAfterSeconds: 1 },
  });
}

/**
 * A recorded answer is given again, but never an ALLOW from before a halt of its actor or key. Which was first is
 * asked of the clock only where a halt stops nothing: one that was set back would put the halt before the ALLOW.
 */
function stands(core: Core, { request, credential }: Inquiry, answer: Answer): boolean {
  if (!isWithinWindow(core, answer)) return false;
  if (answer.decision !== 'ALLOW') return true;
  const asking = { actorId: request.actorId, keyId: credential.keyId };
  const halt = coveringHalt(core.view.standing.halts, asking);
  if (halt === undefined) return true;
  return request.action === 'read' && Date.parse(halt.haltedAt) < Date.parse(answer.evaluatedAt);
}

function isWithinWindow(core: Core, answer: Answer): boolean {
  return Date.parse(answer.validUntil) > core.clock();
}

async function recordedAnswer(core: Core, index: number): Promise<Answer> {
  const entry = await core.ledger.entry(index);
  if (entry === undefined) {
    throw new RuntimeError({
      code: 'LEDGER_UNAVAILABLE',
      message: `expected the decision at index ${index}, found no entry; run \`qorectl ledger verify\``,
    });
  }
  return answerOf(
    entry,
    { log: core.ledger.origin, index, leafHash: entry.leafHash },
    core.settings.approvalUrl,
  );
}

function requireSame(fingerprint: string, { request, fingerprint: own }: Inquiry): void {
  if (fingerprint === own) return;
  throw new RuntimeError({
    code: 'REPLAY_CONFLICT',
    message: `request id \`${request.requestId}\` was used by \`${request.actorId}\` for another request; use a new id`,
    details: { requestId: request.requestId, actorId: request.actorId },
  });
}
