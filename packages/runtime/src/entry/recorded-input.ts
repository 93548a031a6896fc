import type { JsonObject, LedgerEntry } from '@zoqore/ledger';
import type { PolicyInput, ReadMember } from '@zoqore/policy';
import { decisionKind } from './decision-entry.ts';
import { joinContext } from './recorded-arguments.ts';
import type { CallFacts } from './recorded-arguments.ts';
import type { Detail, RedactedMember } from './recorded-facts.ts';
import type { SaltedDigest } from './trim.ts';

/** What policy read when a decision was made, or why its entry cannot say. */
export type RecordedInput =
  | { readonly isWhole: true; readonly input: PolicyInput }
  | { readonly isWhole: false; readonly reason: string; readonly redacted: readonly RedactedMember[] };

const everything: ReadonlySet<ReadMember> = new Set(['content', 'context', 'session', 'tool.arguments']);

/**
 * The input of a recorded decision, exactly: evaluating it under the same policy gives the same verdict. An entry that is in
 * brief, or from which something was taken out that is read, cannot be evaluated again. `read` says what the policies read
 * that it is for; the rest may then be missing or a digest.
 */
export function recordedInput(
  entry: Pick<LedgerEntry, 'kind' | 'at' | 'body'>,
  read: ReadonlySet<ReadMember> = everything,
): RecordedInput {
  if (entry.kind !== decisionKind) {
    return { isWhole: false, reason: `expected a decision, found \`${entry.kind}\``, redacted: [] };
  }
  const facts = entry.body['facts'] as unknown as Facts;
  const { redacted } = facts;
  if (facts.detail === 'brief')
    return { isWhole: false, reason: 'its facts are recorded in brief', redacted };
  const lacking = redacted.filter((member) => member === 'resources' || read.has(memberOf[member]));
  if (lacking.length > 0) {
    return { isWhole: false, reason: `not kept as it was: ${lacking.join(', ')}`, redacted };
  }
  const given = facts.tool?.arguments;
  return {
    isWhole: true,
    input: {
      actor: facts.actor,
      action: entry.body['action'] as PolicyInput['action'],
      resources: facts.resources,
      labels: facts.labels,
      context: joinContext(facts.context, facts.tool ?? {}),
      risk: facts.risk.grade,
      now: Date.parse(entry.at),
      ...(facts.tool === undefined || given === undefined
        ? {}
        : { tool: { server: facts.tool.server, name: facts.tool.name, arguments: given } }),
      ...(typeof facts.content === 'string' ? { content: facts.content } : {}),
      ...(typeof facts.session === 'string' ? { session: facts.session } : {}),
    },
  };
}

const memberOf: { readonly [member in Exclude<RedactedMember, 'resources'>]: ReadMember } = {
  content: 'content',
  context: 'context',
  session: 'session',
  tool: 'tool.arguments',
};

/** What `recordedFacts` wrote, where nothing was redacted that is read. */
interface Facts extends Pick<PolicyInput, 'actor' | 'resources' | 'labels'> {
  readonly detail: Detail;
  readonly redacted: readonly RedactedMember[];
  readonly tool?: CallFacts & { readonly server: string; readonly name: string };
  readonly content?: string | SaltedDigest;
  readonly context: JsonObject;
  readonly session?: string | SaltedDigest;
  readonly risk: { readonly grade: PolicyInput['risk'] };
}
