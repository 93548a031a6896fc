import { LedgerError } from '../errors.ts';
import { isKeyName } from './verifier-key.ts';

/** What happens to a key of a log. */
export type KeyChange = {
  /** Origin of the log. */
  readonly log: string;
  /** Changes of this log before this one. */
  readonly number: number;
  /** Verifier key that the log began with. */
  readonly first: string;
  /** Verifier key that this is about. */
  readonly key: string;
} & (
  | { readonly act: 'add' }
  | { readonly act: 'retire' }
  /** Its signatures under checkpoints of size `from` and larger do not count. */
  | { readonly act: 'revoke'; readonly from: number }
);

/** The entry that records a change: what of its leaf a verifier needs. */
export interface KeyChangeEntry {
  readonly index: number;
  readonly leaf: string;
}

const header = 'zoqore.dev/ledger-key-change@v1';
const whole = /^(?:0|[1-9]\d{0,15})$/;

/** Kind of the entry that records each act. */
export const kindOfAct: Readonly<Record<KeyChange['act'], string>> = {
  add: 'ledger.key-added',
  retire: 'ledger.key-retired',
  revoke: 'ledger.key-revoked',
};

/** `idem` of the entry that records a change: unique in a log, so that there are never two of one number. */
export function keyChangeIdem(number: number): string {
  return `ledger.key:${number}`;
}

/** The text that the keys of a log sign. */
export function formatKeyChange(change: KeyChange): string {
  const { log, number, first, act, key } = change;
  const end = act === 'revoke' ? ` ${change.from}` : '';
  return `${header}\n${log}\n${number}\n${first}\n${act} ${key}${end}\n`;
}

/** @throws KEY_CHANGE_INVALID when any byte is out of place */
function parseKeyChange(text: string): KeyChange {
  const [line, log = '', number = '', first = '', last = '', end, ...more] = text.split('\n');
  if (line !== header) throw keyChangeInvalid(`expected the first line \`${header}\``);
  if (!isKeyName(log)) throw keyChangeInvalid('expected an origin in the second line');
  if (end !== '' || more.length > 0) throw keyChangeInvalid('expected five lines');
  const [act, key = '', from, ...rest] = last.split(' ');
  const about = { log, number: wholeOf(number), first, key };
  if (rest.length > 0) throw keyChangeInvalid('expected nothing behind the change');
  if ((act === 'add' || act === 'retire') && from === undefined) return { ...about, act };
  if (act === 'revoke' && from !== undefined) return { ...about, act, from: wholeOf(from) };
  throw keyChangeInvalid('expected `add KEY`, `retire KEY` or `revoke KEY SIZE`');
}

/**
 * What the leaf of a change says, with the note that is to be signed; no signature is checked.
 *
 * @throws KEY_CHANGE_INVALID unless it is the change of that number
 */
export function readKeyChange(
  leaf: string,
  number: number,
): { readonly change: KeyChange; readonly note: string } {
  const { idem, kind, body } = membersOf(parsed(leaf));
  const { note } = membersOf(body);
  if (idem !== keyChangeIdem(number)) throw keyChangeInvalid(`expected change ${number}`);
  if (typeof note !== 'string') throw keyChangeInvalid('expected a signed note');
  const change = parseKeyChange(note.slice(0, note.lastIndexOf('\n\n') + 1));
  if (change.number !== number) throw keyChangeInvalid(`expected the text of change ${number}`);
  if (kind !== kindOfAct[change.act])
    throw keyChangeInvalid(`expected the kind \`${kindOfAct[change.act]}\``);
  return { change, note };
}

export function keyChangeInvalid(message: string, cause?: unknown): LedgerError {
  return new LedgerError({
    code: 'KEY_CHANGE_INVALID',
    message: `no change of keys that counts: ${message}`,
    cause,
  });
}

function parsed(leaf: string): unknown {
  try {
    return JSON.parse(leaf);
  } catch (cause) {
    throw keyChangeInvalid('expected a leaf', cause);
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function wholeOf(text: string): number {
  if (whole.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw keyChangeInvalid('expected a number in decimal');
}
