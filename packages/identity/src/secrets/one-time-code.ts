import type { Core } from '../core.ts';

/** Crockford's: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = 26;
const groups = /.{1,6}/g;

/** A code for people to copy: 130 random bits, past the 112 above which SP 800-63B-4 §3.1.2.2 asks for no slow hash. */
export function newOneTimeCode(core: Pick<Core, 'random'>): string {
  const text = Array.from(core.random(characters), (byte) => alphabet[byte % alphabet.length]).join('');
  return text.match(groups)?.join('-') ?? text;
}

/** The code as it is compared, or undefined for what cannot be one: any case, with or without separators, O for 0. */
export function parseOneTimeCode(typed: string): string | undefined {
  if (typed.length > 64) return undefined;
  const text = typed.replaceAll(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return new RegExp(`^[${alphabet}]{${characters}}$`).test(text) ? text : undefined;
}
