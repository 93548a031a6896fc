import { inCanonicalOrder, unordered } from './canonical-order.ts';
import { LedgerError } from './errors.ts';

/** Bounds of `canonicalize`. */
export interface CanonicalizeOptions {
  /** Nesting of arrays and objects; a cycle ends here too. Default 64. */
  readonly maxDepth?: number;
  /** Bound on the result in UTF-16 code units, which never exceed its bytes. Default 16 Mi. */
  readonly maxLength?: number;
  /** `any` also takes integers that a double may have rounded. Default `safe`. */
  readonly integers?: 'safe' | 'any';
}

/**
 * The one JSON text of a value (RFC 8785): no white space, members ordered by UTF-16 code units.
 *
 * Stricter than the RFC on what it takes: strings without lone surrogates; finite numbers, and of the integers that
 * print as digits only those within ±(2^53−1), since any other may already have been rounded; arrays without holes;
 * plain objects without `undefined`, functions or symbols as values. Never calls `toJSON`.
 *
 * @throws ENTRY_INVALID with `details.path`; ENTRY_TOO_LARGE past `maxLength`
 */
export function canonicalize(value: unknown, options: CanonicalizeOptions = {}): string {
  const { maxDepth = defaultMaxDepth, maxLength = defaultMaxLength } = options;
  // What is plain is written by the engine, several times as fast; all else, and every error, by the writer below.
  const ordered = inCanonicalOrder(value, { maxDepth, maxLength });
  const text = ordered === unordered ? undefined : JSON.stringify(ordered);
  if (text !== undefined && text.length <= maxLength && !mayHoldSurrogate(text)) return text;
  const writer = new CanonicalWriter(options);
  writer.value(value, 0);
  return writer.text;
}

/**
 * Parses a text that must be canonical to the byte, which also rules out duplicate names.
 *
 * @throws ENTRY_INVALID
 */
export function parseCanonical(text: string, options: CanonicalizeOptions = {}): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LedgerError({ code: 'ENTRY_INVALID', message: 'expected JSON', cause });
  }
  if (canonicalize(value, options) !== text) {
    throw new LedgerError({
      code: 'ENTRY_INVALID',
      message: 'expected canonical JSON without duplicate names (RFC 8785)',
    });
  }
  return value;
}

/** The engine writes a lone surrogate as an escape (ECMA-262 §25.5.2.3); so may a text look that holds a backslash. */
function mayHoldSurrogate(text: string): boolean {
  return text.includes('\\ud');
}

const defaultMaxDepth = 64;
const defaultMaxLength = 16 * 1024 * 1024;
const exponentFrom = 1e21;
/** ASCII that stands for itself: most names and values, spared the checks and the escaping. */
const plainText = /^[ !#-[\]-~]*$/;

class CanonicalWriter {
  text = '';
  readonly #path: (string | number)[] = [];
  readonly #maxDepth: number;
  readonly #maxLength: number;
  readonly #takesAnyInteger: boolean;

  constructor(options: CanonicalizeOptions) {
    this.#maxDepth = options.maxDepth ?? defaultMaxDepth;
    this.#maxLength = options.maxLength ?? defaultMaxLength;
    this.#takesAnyInteger = options.integers === 'any';
  }

  value(value: unknown, depth: number): void {
    if (typeof value === 'string') this.#string(value);
    else if (typeof value === 'number') this.text += this.#number(value);
    else if (typeof value === 'boolean') this.text += value ? 'true' : 'false';
    else if (value === null) this.text += 'null';
    else if (typeof value === 'object') this.#structure(value, depth);
    else throw this.#invalid(`expected a JSON value, found ${typeof value}`);
  }

  #string(value: string): void {
    // Before the escaping, which may take six times the memory.
    if (this.text.length + value.length > this.#maxLength) throw this.#tooLarge();
    if (plainText.test(value)) {
      this.text += `"${value}"`;
      return;
    }
    if (!value.isWellFormed()) throw this.#invalid('expected text without lone surrogates');
    this.text += JSON.stringify(value);
  }

  #number(value: number): string {
    if (!Number.isFinite(value)) throw this.#invalid(`expected a finite number, found \`${value}\``);
    if (
      !this.#takesAnyInteger &&
      Number.isInteger(value) &&
      !Number.isSafeInteger(value) &&
      Math.abs(value) < exponentFrom
    ) {
      throw this.#invalid(`expected an integer within ±(2^53−1), found \`${value}\``);
    }
    return String(value);
  }

  #structure(value: object, depth: number): void {
    if (depth >= this.#maxDepth)
      throw this.#invalid(`expected at most ${this.#maxDepth} levels, and no cycle`);
    if (Array.isArray(value)) this.#array(value, depth);
    else this.#object(value, depth);
    // One check a structure bounds the work even where a value is shared many times over.
    if (this.text.length > this.#maxLength) throw this.#tooLarge();
  }

  #array(value: readonly unknown[], depth: number): void {
    this.text += '[';
    for (let index = 0; index < value.length; index += 1) {
      if (index > 0) this.text += ',';
      this.#path.push(index);
      this.value(value[index], depth + 1);
      this.#path.pop();
      if (this.text.length > this.#maxLength) throw this.#tooLarge();
    }
    this.text += ']';
  }

  #object(value: object, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw this.#invalid('expected a plain object');
    }
    let separator = '{';
    const members = value as Record<string, unknown>;
    // The default order of sort() is that of UTF-16 code units (RFC 8785 §3.2.3).
    for (const name of sorted(Object.keys(value))) {
      this.text += separator;
      separator = ',';
      this.#path.push(name);
      this.#string(name);
      this.text += ':';
      this.value(members[name], depth + 1);
      this.#path.pop();
    }
    this.text += separator === '{' ? '{}' : '}';
  }

  #invalid(message: string): LedgerError {
    const path = this.#path.join('.').slice(0, 200).toWellFormed();
    return new LedgerError({
      code: 'ENTRY_INVALID',
      message: path === '' ? message : `${message} at \`${path}\``,
      details: { path },
    });
  }

  #tooLarge(): LedgerError {
    return new LedgerError({
      code: 'ENTRY_TOO_LARGE',
      message: `expected at most ${this.#maxLength} characters of canonical JSON`,
      details: { maxLength: this.#maxLength },
    });
  }
}

/** Most objects are written down in order: looking is cheaper than sorting. */
function sorted(names: string[]): readonly string[] {
  for (let at = 1; at < names.length; at += 1) {
    if ((names[at - 1] ?? '') > (names[at] ?? '')) return names.sort();
  }
  return names;
}
