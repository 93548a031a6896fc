import type { Signal } from '../model.ts';
import { makeSignal } from '../signal.ts';

/** Control-based, knowledge-based and identity-based trust (decision-contract.md, Trust of actors). */
export type TrustStage = 'CBT' | 'KBT' | 'IBT';

const SIGNALS: Readonly<Record<TrustStage, readonly Signal[]>> = {
  CBT: [makeSignal('trust', 'unproven', 'L1', 'the actor is at stage CBT', { weight: 0.15 })],
  KBT: [makeSignal('trust', 'known', 'L1', 'the actor is at stage KBT', { weight: 0.05 })],
  IBT: [makeSignal('trust', 'established', 'L1', 'the actor is at stage IBT', { weight: 0 })],
};

/**
 * What the actor's stage adds. Every stage is L1: trust is weighed in the score and can neither lower nor by
 * itself raise what the request deserves. A stage that is not known is L2.
 */
export function inspectTrust(stage: TrustStage): readonly Signal[] {
  if (Object.hasOwn(SIGNALS, stage)) return SIGNALS[stage];
  return [makeSignal('trust', 'unknown-stage', 'L2', `the actor is at stage \`${stage}\``)];
}
