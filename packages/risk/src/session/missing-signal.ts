import type { Detector, Signal } from '../model.ts';
import { makeSignal } from '../signal.ts';

/**
 * The factor that stands in when a detector could not answer: L3, confidence 0, id `<detector>.unavailable`,
 * so that a failure is never taken for safety. `cause` says why, in words.
 */
export function missingSignal(detector: Detector, cause: string): Signal {
  return makeSignal(detector, 'unavailable', 'L3', `no answer from the ${detector} detector: ${cause}`, {
    confidence: 0,
  });
}
