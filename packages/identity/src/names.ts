import { invalid } from './errors.ts';

const maxName = 64;
const maxAgent = 256;
/** Control, format (bidirectional overrides, zero width), surrogate, private use, unassigned; line and paragraph separators. */
const unshowable = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * A name that people type and others read: 1 to 64 characters (UTF-16 units) in NFC that all show.
 * @throws IdentityError VALIDATION_ERROR
 */
export function parseName(path: string, text: unknown): string {
  if (typeof text !== 'string') throw invalid(path, 'expected text');
  const name = text.normalize('NFC').trim();
  if (name === '' || name.length > maxName || unshowable.test(name)) {
    throw invalid(path, `expected 1 to ${maxName} visible characters`);
  }
  return name;
}

/** Two names that look alike to a quick reader are one: NFKC, lower case, without spaces. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll(/\s/gu, '');
}

/** What a stranger's client says of itself, fit to be shown and recorded. */
export function tameText(text: string): string {
  return text.slice(0, maxAgent).replaceAll(new RegExp(unshowable.source, 'gu'), '\u{FFFD}').trim();
}
