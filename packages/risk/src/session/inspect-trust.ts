import type { Signal } from '../model.ts';
import { makeSignal } from '../signal.ts';

/** Control-based, knowledge-based and identity-based trust (decision-contract.md, Trust of actors). */
export type TrustStage = 'CBT' | 'KBT' | 'IBT';

/**
 * What the actor's stage adds. Every stage is L1: trust is weighed in the score and can neither lower nor by
 * itself raise what the request deserves. A stage that is not known is L2.
 */
export function inspectTrust(stage: TrustStage): Signal[] {
  switch (stage) {
    case 'CBT':
      return [makeSignal('trust', 'unproven', 'L1', 'the actor is at stage CBT', { weight: 0.15 })];
    case 'KBT':
      return [makeSignal('trust', 'known', 'L1', 'the actor is at stage KBT', { weight: 0.05 })];
    case 'IBT':
      return [makeSignal('trust', 'established', 'L1', 'the actor is at stage IBT', { weight: 0 })];
    default:
      return [makeSignal('trust', 'unknown-stage', 'L2', `the actor is at stage \`${String(stage)}\``)];
  }
}
