import type { Answer } from '@zoqore/runtime';

export type Obligation = Answer['obligations'][number];

/** What the gateway must do to a result before it goes to the client. */
export interface DeliveryPlan {
  /** Members whose values are taken out, by name. */
  readonly redact: readonly string[];
  /** Texts that are added to it. */
  readonly notes: readonly string[];
}

export type PlannedObligations =
  | { readonly canHonour: true; readonly plan: DeliveryPlan }
  | { readonly canHonour: false; readonly obligation: string };

/**
 * How to honour the obligations of an ALLOW. One that the gateway cannot honour turns the whole answer into a
 * refusal: a call in a sandbox that does not exist, or with a notice that no one sends, is not what was allowed.
 */
export function planObligations(obligations: readonly Obligation[]): PlannedObligations {
  const redact: string[] = [];
  const notes: string[] = [];
  for (const obligation of obligations) {
    switch (obligation.type) {
      case 'redact':
        redact.push(...obligation.fields);
        break;
      case 'watermark':
        notes.push(obligation.text);
        break;
      case 'limit':
      case 'record-content':
      case 'quorum':
        // The runtime honoured these before it said ALLOW.
        break;
      case 'require-reason':
      case 'sandbox':
      case 'notify':
        return { canHonour: false, obligation: obligation.type };
      default:
        return { canHonour: false, obligation: String((obligation as { type?: unknown }).type) };
    }
  }
  return { canHonour: true, plan: { redact, notes } };
}
