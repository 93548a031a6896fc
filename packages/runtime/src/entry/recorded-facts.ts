import type { JsonObject } from '@zoqore/ledger';
import type { Json, PolicyInput } from '@zoqore/policy';
import type { Assessment } from '@zoqore/risk';
import { approvalObstacle } from '../standing/approval.ts';
import type { Conclusion } from '../pipeline/conclude.ts';
import type { DecisionRequest } from '../request/decision-request.ts';
import type { Facts } from '../pipeline/facts.ts';
import { haltScope } from '../standing/halt.ts';
import { splitContext, withoutContent } from './recorded-arguments.ts';
import { trim } from './trim.ts';
import type { SaltedDigest } from './trim.ts';

/** How much of the facts an entry carries; a leaf has room for 65,535 bytes. */
export type Detail = 'full' | 'brief';

/** What a decision was made on. */
export interface Grounds {
  readonly request: DecisionRequest;
  readonly intent: string;
  readonly facts: Facts;
  readonly input: PolicyInput;
  readonly assessment: Assessment;
  readonly conclusion: Conclusion;
  /** What the session is given by this decision, sorted; nothing unless it is an ALLOW. */
  readonly marks: readonly string[];
  /** Counts that obligations were checked against. */
  readonly limits: readonly LimitCount[];
}

/** How often these rules together had allowed the actor something in the minute before. */
export interface LimitCount {
  readonly rules: readonly string[];
  readonly count: number;
}

/** Members of the policy's input that an entry may hold changed, or not at all. */
export type RedactedMember = 'resources' | 'tool' | 'content' | 'context' | 'session';

const limits = {
  full: { resources: 64, factors: 32, text: 512, depth: 6, members: 64 },
  brief: { resources: 8, factors: 8, text: 128, depth: 0, members: 12 },
} as const;

/**
 * `facts` of a decision entry (docs/spec/decision-entry.md): enough to evaluate it again, unless `redacted` names
 * something. `content` stands for the request's, where that is not kept.
 */
export function recordedFacts(
  grounds: Grounds,
  detail: Detail,
  { salt, content }: { readonly salt: Uint8Array; readonly content: SaltedDigest | undefined },
): JsonObject {
  const { input, assessment, facts, conclusion } = grounds;
  const limit = limits[detail];
  const keepsContent =
    detail === 'full' && conclusion.obligations.some((obligation) => obligation.type === 'record-content');
  const redacted = new Set<RedactedMember>();
  const keep = (member: RedactedMember, value: Json): Json => {
    const kept = trim(value, limit, salt);
    if (kept !== value) redacted.add(member);
    return kept;
  };
  if (input.resources.length > limit.resources) redacted.add('resources');
  if (content !== undefined && !keepsContent) redacted.add('content');
  const { call, context } = splitContext(input);
  const given = call.arguments;
  const shown = given === undefined || keepsContent ? given : withoutContent(given, input, salt);
  if (shown !== given) redacted.add('tool');
  const tool = input.tool ?? input.resources.find((resource) => resource.kind === 'tool');
  const resources = input.resources
    .slice(0, limit.resources)
    .map((resource) => keep('resources', { ...resource }));
  const session = input.session === undefined ? {} : { session: keep('session', input.session) };
  const toolFacts =
    tool === undefined
      ? {}
      : {
          tool: {
            ...(shown === undefined ? {} : { arguments: keep('tool', shown) }),
            ...(call.definitionDigest === undefined ? {} : { definitionDigest: call.definitionDigest }),
            name: tool.name,
            server: tool.server,
            ...(facts.toolState === undefined ? {} : { state: facts.toolState }),
          },
        };
  const keptContext = keep('context', context);
  // In the order of the canonical form, which then is written at once.
  return {
    actor: { ...input.actor },
    ...approvalFacts(grounds),
    ...(input.content === undefined || content === undefined
      ? {}
      : { content: keepsContent ? input.content : content }),
    context: keptContext,
    detail,
    ...(facts.halt === undefined
      ? {}
      : {
          halt: {
            haltedAt: facts.halt.haltedAt,
            reason: facts.halt.reason,
            scope: haltScope(facts.halt),
          },
        }),
    isNovel: facts.isNovel,
    labels: input.labels,
    limits: grounds.limits.map(({ count, rules }) => ({ count, rules })),
    ...(facts.mode === 'normal' ? {} : { mode: facts.mode }),
    models: { risk: facts.models.risk.version, trust: facts.models.trust.version },
    redacted: redacted.size === 0 ? [] : [...redacted].toSorted(),
    resourceCount: input.resources.length,
    resources,
    risk: {
      confidence: assessment.confidence,
      factors: assessment.factors.slice(0, limit.factors).map((factor) => ({ ...factor })),
      grade: assessment.grade,
      score: assessment.score,
    },
    ...session,
    ...toolFacts,
  };
}

/** The approval that was looked at, and what stood in its way. Nothing of one that is another request's but its id. */
function approvalFacts({ request, intent, facts }: Grounds): JsonObject {
  const id = facts.approval?.id ?? request.approvalId;
  if (id === undefined) return {};
  const obstacle = approvalObstacle(facts.approval, {
    actorId: request.actorId,
    intentDigest: intent,
    policyVersion: facts.policyVersion,
    now: facts.now,
  });
  return { approval: obstacle === undefined ? { id } : { id, obstacle } };
}
