import { redactSecrets } from './content/secrets/redact-secrets.ts';
import type { Detector, RiskGrade, Signal } from './model.ts';
import { showInvisible } from './path/invisible-characters.ts';

const MAX_EVIDENCE = 200;

const WEIGHT: Readonly<Record<RiskGrade, number>> = { L1: 0.05, L2: 0.25, L3: 0.7 };

/**
 * Builds the signal `<detector>.<finding>`. Evidence becomes one printable line of at most 200 characters in
 * which recognisable secrets are blanked, so detectors may quote what they saw.
 */
export function makeSignal(
  detector: Detector,
  finding: string,
  grade: RiskGrade,
  evidence: string,
  options: { readonly weight?: number; readonly confidence?: number } = {},
): Signal {
  return {
    confidence: options.confidence ?? 0.9,
    detector,
    evidence: printableLine(evidence),
    grade,
    id: `${detector}.${finding}`,
    weight: options.weight ?? WEIGHT[grade],
  };
}

/** The same finding with a milder or stricter grade, its weight following the grade. */
export function regrade(signal: Signal, grade: RiskGrade): Signal {
  return signal.grade === grade ? signal : { ...signal, grade, weight: WEIGHT[grade] };
}

function printableLine(text: string): string {
  // Redaction comes before the cut: half a token would no longer be recognised as one.
  const redacted = redactSecrets(text.slice(0, 4 * MAX_EVIDENCE)).text;
  const line = showInvisible(redacted);
  // A cut may halve a character, which no entry of a ledger can hold.
  return (line.length <= MAX_EVIDENCE ? line : `${line.slice(0, MAX_EVIDENCE - 1)}…`).toWellFormed();
}
