import type { ContentFinding, Signal } from '../model.ts';
import { removeInvisible } from '../path/invisible-characters.ts';
import { makeSignal } from '../signal.ts';
import { inspectEmbeddedCommands } from './embedded-commands.ts';
import { EXFILTRATION_MARKS } from './exfiltration-marks.ts';
import { findDataLink } from './find-data-links.ts';
import { findImitatedWord, hidesText } from './hidden-text.ts';
import { findInjection } from './injection/find-injection.ts';
import { otherReadings, type Reading } from './readings/other-readings.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import { findSecurityCode } from './security-code.ts';
import { findDestructiveSql } from './sql/find-destructive-sql.ts';

const MAX_LENGTH = 4 * 1024 * 1024;

/** Where the text comes from. */
export interface ContentOptions {
  /**
   * `request` (the default): text to be written, run or sent. `result`: text that a tool gave back or said of
   * itself; there, code about passwords is ordinary reading and is not reported.
   */
  readonly origin?: 'request' | 'result';
}

/**
 * Secrets by their structure, statements that destroy data, marks of prompt injection in the spellings and encodings of
 * `readings/`, shapes of exfiltration, grave command lines that a file brings along, and code about authentication or
 * cryptography. Ordinary text gives no signal. Evidence never holds a secret. Time is linear; what lies beyond 4 Mi
 * characters is not read and is reported as L3.
 */
export function inspectContent(text: string, options: ContentOptions = {}): ContentFinding {
  const signals: Signal[] = [];
  if (text.length > MAX_LENGTH) {
    signals.push(
      makeSignal('content', 'too-large', 'L3', `${text.length} characters, ${MAX_LENGTH} were read`),
    );
  }
  const read = text.slice(0, MAX_LENGTH);
  const visible = removeInvisible(read);
  const readings = otherReadings(visible);
  signals.push(
    ...secrets(read, readings),
    ...sql(read, readings),
    ...hiddenText(read),
    ...injection(visible, readings),
    ...exfiltration(read, readings),
  );
  if (options.origin !== 'result') {
    const code = findSecurityCode(read);
    if (code !== undefined) {
      signals.push(
        makeSignal('content', 'security-code', 'L3', `code about access or cryptography: \`${code}\``),
      );
    }
    for (const { id, evidence } of inspectEmbeddedCommands(read)) {
      signals.push(
        makeSignal('content', 'grave-command', 'L3', `a command line in it is ${id}: ${evidence}`),
      );
    }
  }
  return { signals };
}

function secrets(text: string, readings: readonly Reading[]): Signal[] {
  const kinds = new Map<string, number>();
  const whole = findSecrets(text);
  const pieces = readings
    .filter(({ how }) => how === 'pieces')
    .flatMap((reading) => findSecrets(reading.text));
  for (const { kind } of whole.length > 0 ? whole : pieces) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => makeSignal('content', 'secret', 'L3', `${count} × ${kind}`));
}

/** Encoded text is read as well where it is carried to be run. */
const isCarried = ({ how }: Reading): boolean =>
  how === 'encoded' || how === 'references' || how === 'pieces';

function sql(text: string, readings: readonly Reading[]): Signal[] {
  const seen = new Map<string, string>();
  const texts = [text, ...readings.filter(isCarried).map((reading) => reading.text)];
  for (const { finding, statement } of texts.flatMap(findDestructiveSql))
    if (!seen.has(finding)) seen.set(finding, statement);
  return [...seen].map(([finding, statement]) =>
    // A right for one role on one thing is how databases are run.
    makeSignal(
      'content',
      finding,
      finding === 'sql-narrow-grant' ? 'L2' : 'L3',
      `statement \`${statement}\``,
    ),
  );
}

function hiddenText(text: string): Signal[] {
  const signals: Signal[] = [];
  if (hidesText(text)) {
    signals.push(
      makeSignal('content', 'hidden-text', 'L3', 'characters that are not drawn carry text or turn it round'),
    );
  }
  const imitated = findImitatedWord(text);
  if (imitated !== undefined) {
    signals.push(
      makeSignal('content', 'imitated-word', 'L3', `\`${imitated}\` mixes letters that look alike`),
    );
  }
  return signals;
}

function injection(text: string, readings: readonly Reading[]): Signal[] {
  return findInjection(text, readings).map(({ finding, grade, evidence }) =>
    makeSignal('content', finding, grade, evidence),
  );
}

function exfiltration(text: string, readings: readonly Reading[]): Signal[] {
  const found = new Map<string, Signal>();
  for (const one of [text, ...readings.filter(isCarried).map((reading) => reading.text)]) {
    for (const { finding, pattern } of EXFILTRATION_MARKS) {
      const match = found.has(finding) ? null : pattern.exec(one);
      if (match === null) continue;
      found.set(finding, makeSignal('content', finding, 'L3', `text holds \`${match[0].slice(0, 120)}\``));
    }
  }
  const link = findDataLink(text);
  if (link !== undefined) {
    found.set(
      'exfiltration-link',
      makeSignal('content', 'exfiltration-link', 'L3', `what it shows sends data: \`${link}\``),
    );
  }
  return [...found.values()];
}
