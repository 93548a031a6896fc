import type { JsonObject, LedgerEntry } from '@zoqore/ledger';
import type { PolicyInput } from '@zoqore/policy';
import { decisionKind } from './decision-entry.ts';
import { joinContext } from './recorded-arguments.ts';
import type { CallFacts } from './recorded-arguments.ts';
import type { Detail, RedactedMember } from './recorded-facts.ts';

/** What policy read when a decision was made, or why its entry cannot say. */
export type RecordedInput =
  | { readonly isWhole: true; readonly input: PolicyInput }
  | { readonly isWhole: false; readonly reason: string; readonly redacted: readonly RedactedMember[] };

/**
 * The input of a recorded decision, exactly: evaluating it under the same policy gives the same verdict. An entry from
 * which something was taken out, or that is in brief, cannot be evaluated again.
 */
export function recordedInput(entry: Pick<LedgerEntry, 'kind' | 'at' | 'body'>): RecordedInput {
  if (entry.kind !== decisionKind) {
    return { isWhole: false, reason: `expected a decision, found \`${entry.kind}\``, redacted: [] };
  }
  const facts = entry.body['facts'] as unknown as Facts;
  const { redacted } = facts;
  if (facts.detail === 'brief')
    return { isWhole: false, reason: 'its facts are recorded in brief', redacted };
  if (redacted.length > 0) {
    return { isWhole: false, reason: `not kept as it was: ${redacted.join(', ')}`, redacted };
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
      ...(facts.content === undefined ? {} : { content: facts.content }),
      ...(facts.session === undefined ? {} : { session: facts.session }),
    },
  };
}

/** What `recordedFacts` wrote, where nothing was redacted. */
interface Facts extends Pick<PolicyInput, 'actor' | 'resources' | 'labels'> {
  readonly detail: Detail;
  readonly redacted: readonly RedactedMember[];
  readonly tool?: CallFacts & { readonly server: string; readonly name: string };
  readonly content?: string;
  readonly context: JsonObject;
  readonly session?: string;
  readonly risk: { readonly grade: PolicyInput['risk'] };
}
