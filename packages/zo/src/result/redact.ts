import { NamedValues } from './named-values.ts';
import { parseContainer } from './parse-container.ts';

/** Takes secrets out of a text, such as `redactSecrets` of `@zoqore/risk`. */
export type RedactText = (text: string) => { readonly text: string; readonly count: number };

export const REDACTED = '[redacted]';
const MAX_DEPTH = 64;

/**
 * Takes named members out of JSON values and out of texts: of JSON in a text by member, of other texts by lines
 * that say `name: value` or `name=value`, and wherever a value that was learned is repeated, be it as the name of another.
 * Members whose names are then the same are numbered.
 */
export class Redaction {
  readonly #named: NamedValues;
  readonly #redactText: RedactText;
  #secretsTaken = 0;

  constructor(names: readonly string[], redactText: RedactText) {
    this.#named = new NamedValues(names);
    this.#redactText = redactText;
  }

  /** True when members are to be taken out, so that what cannot be read must be withheld. */
  get takesMembers(): boolean {
    return !this.#named.isEmpty;
  }

  /** How many secrets the scan took out so far. */
  get secretsTaken(): number {
    return this.#secretsTaken;
  }

  names(member: string): boolean {
    return this.#named.names(member);
  }

  /** To be told of every part first: what one names is taken out of all. */
  learn(value: unknown): void {
    this.#named.learn(value);
  }

  json(value: unknown): unknown {
    this.learn(value);
    return this.#json(value, 0);
  }

  text(text: string): string {
    if (!this.takesMembers) return this.#plain(text);
    this.learn(text);
    const parsed = parseContainer(text);
    if (parsed !== undefined) return JSON.stringify(this.#json(parsed, 0));
    return this.#plain(this.#named.withoutLines(text, REDACTED));
  }

  #json(value: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) return REDACTED;
    if (typeof value === 'string') return this.#plain(value);
    if (typeof value === 'number') return this.#named.isValue(value) ? REDACTED : value;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => this.#json(item, depth + 1));
    return Object.fromEntries(this.#members(value, depth));
  }

  #members(value: object, depth: number): [string, unknown][] {
    const members = Object.entries(value).map(([name, member]): [string, string, unknown] => {
      return [name, this.#plain(name), this.names(name) ? REDACTED : this.#json(member, depth + 1)];
    });
    // Names that stay come first: what was taken out of another must not take their place.
    const taken = new Set(members.filter(([name, shown]) => name === shown).map(([name]) => name));
    const counts = new Map<string, number>();
    return members.map(([name, shown, member]) => {
      if (name === shown) return [name, member];
      let free = shown;
      while (taken.has(free)) {
        const count = (counts.get(shown) ?? 1) + 1;
        counts.set(shown, count);
        free = `${shown} ${count}`;
      }
      taken.add(free);
      return [free, member];
    });
  }

  #plain(text: string): string {
    // Servers cut texts in the middle of a character.
    const rest = this.#named.withoutValues(text.toWellFormed(), REDACTED);
    const scanned = this.#redactText(rest);
    this.#secretsTaken += scanned.count;
    return scanned.text;
  }
}
