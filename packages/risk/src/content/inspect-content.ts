import type { ContentFinding, Signal } from '../model.ts';
import { confusableSkeleton } from '../path/confusable-skeleton.ts';
import { removeInvisible } from '../path/invisible-characters.ts';
import { makeSignal } from '../signal.ts';
import { EXFILTRATION_MARKS } from './exfiltration-marks.ts';
import { findDestructiveSql } from './find-destructive-sql.ts';
import { findSecrets } from './find-secrets.ts';
import { INJECTION_MARKS } from './injection-marks.ts';
import { findSecurityCode } from './security-code.ts';

const MAX_LENGTH = 4 * 1024 * 1024;

/** Tag characters and long runs of zero-width ones carry text that people cannot see. */
const SMUGGLED =
  /(?:\udb40[\udc20-\udc7e]){4}|[\u200b-\u200f\u2060-\u2064\ufeff]{6}|[\ufe00-\ufe0f]{6}|(?:\udb40[\udd00-\uddef]){6}|[\u202d\u202e\u2066-\u2068]/;

/** Where the text comes from. */
export interface ContentOptions {
  /**
   * `request` (the default): text to be written, run or sent. `result`: text that a tool gave back or said of
   * itself; there, code about passwords is ordinary reading and is not reported.
   */
  readonly origin?: 'request' | 'result';
}

/**
 * Secrets by their structure, SQL that destroys, marks of prompt injection, shapes of exfiltration, and code
 * about authentication or cryptography. Ordinary text gives no signal. Evidence never holds a secret. Time is
 * linear; what lies beyond 4 Mi characters is not read and is reported as L3.
 */
export function inspectContent(text: string, options: ContentOptions = {}): ContentFinding {
  const signals: Signal[] = [];
  if (text.length > MAX_LENGTH) {
    signals.push(
      makeSignal('content', 'too-large', 'L3', `${text.length} characters, ${MAX_LENGTH} were read`),
    );
  }
  const read = text.slice(0, MAX_LENGTH);
  signals.push(...secrets(read), ...sql(read), ...injection(read));
  const seen = new Set<string>();
  for (const { finding, pattern } of EXFILTRATION_MARKS) {
    const match = pattern.exec(read);
    if (match === null || seen.has(finding)) continue;
    seen.add(finding);
    signals.push(makeSignal('content', finding, 'L3', `text holds \`${match[0].slice(0, 120)}\``));
  }
  const code = options.origin === 'result' ? undefined : findSecurityCode(read);
  if (code !== undefined) {
    signals.push(
      makeSignal('content', 'security-code', 'L3', `code about access or cryptography: \`${code}\``),
    );
  }
  return { signals };
}

function secrets(text: string): Signal[] {
  const kinds = new Map<string, number>();
  for (const { kind } of findSecrets(text)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => makeSignal('content', 'secret', 'L3', `${count} × ${kind}`));
}

function sql(text: string): Signal[] {
  const seen = new Map<string, string>();
  for (const { finding, statement } of findDestructiveSql(text))
    if (!seen.has(finding)) seen.set(finding, statement);
  return [...seen].map(([finding, statement]) =>
    makeSignal('content', finding, 'L3', `statement \`${statement}\``),
  );
}

function injection(text: string): Signal[] {
  const signals: Signal[] = [];
  if (SMUGGLED.test(text)) {
    signals.push(
      makeSignal('content', 'hidden-text', 'L3', 'characters that are not drawn carry text or turn it round'),
    );
  }
  const visible = removeInvisible(text);
  // Look-alike letters are folded only where there are any: folding is not for ordinary foreign prose.
  const variants = /[\u0250-\uffff]/.test(visible) ? [visible, confusableSkeleton(visible)] : [visible];
  const seen = new Set<string>();
  for (const { finding, grade, pattern } of INJECTION_MARKS) {
    for (const variant of variants) {
      const match = pattern.exec(variant);
      if (match === null || seen.has(finding)) continue;
      seen.add(finding);
      signals.push(makeSignal('content', finding, grade, `text says \`${match[0].slice(0, 120)}\``));
    }
  }
  return signals;
}
