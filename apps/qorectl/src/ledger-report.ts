import { QoreError } from './errors.ts';

/** A verification that found the record whole. */
export interface WholeLedger {
  readonly verified: true;
  readonly [name: string]: unknown;
}

/**
 * Passes a whole ledger on.
 * @throws QoreError LEDGER_ALTERED that names the first bad index and what is wrong there
 */
export function requireWhole(
  report: Readonly<Record<string, unknown>> & { readonly verified: boolean },
): WholeLedger {
  if (report.verified) return { ...report, verified: true };
  throw ledgerAltered(report);
}

/** LEDGER_ALTERED, with the first bad index and what is wrong there. */
export function ledgerAltered(report: Readonly<Record<string, unknown>>): QoreError {
  const index = report['index'];
  const fault = (wordsOf(report['fault']) || 'altered').replaceAll('-', ' ');
  const said = wordsOf(report['detail']);
  const detail = said === '' ? '' : `: ${said}`;
  return new QoreError({
    code: 'LEDGER_ALTERED',
    message: `the record does not verify: ${typeof index === 'number' ? `entry ${index}, ` : ''}${fault}${detail}`,
    hint:
      typeof index === 'number' && index > 0
        ? `entries 0 to ${index - 1} still prove true; stop the server and keep a copy of the folder: qorectl explain LEDGER_ALTERED`
        : 'stop the server and keep a copy of the folder: qorectl explain LEDGER_ALTERED',
    details: report,
  });
}

/** What a report says of a fault, as text. */
export function wordsOf(value: unknown): string {
  return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}
