/** Takes secrets out of a text, such as `redactSecrets` of `@zoqore/risk`. */
export type RedactText = (text: string) => { readonly text: string; readonly count: number };

export const REDACTED = '[redacted]';
const MAX_DEPTH = 64;
/** Shorter values occur by chance; taking them out of prose would say more than it hides. */
const MIN_COLLECTED_LENGTH = 4;

/**
 * Takes named members out of JSON values and out of texts: of JSON in a text by member, of other texts by lines
 * that say `name: value` or `name=value`, and wherever a value that was taken out of a member is repeated, be it as the
 * name of another. Members whose names are then the same are numbered.
 */
export class Redaction {
  readonly #names: ReadonlySet<string>;
  readonly #redactText: RedactText;
  #secretsTaken = 0;
  readonly #line: RegExp | undefined;
  readonly #values = new Set<string>();

  constructor(names: readonly string[], redactText: RedactText) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
    this.#redactText = redactText;
    const alternatives = [...this.#names].map((name) =>
      name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`),
    );
    if (alternatives.length > 0) {
      this.#line = new RegExp(
        `(^|[^\\p{L}\\p{N}_])(["']?(?:${alternatives.join('|')})["']?[ \\t]{0,8}[:=])[^\\n]*`,
        'giu',
      );
    }
  }

  /** True when members are to be taken out, so that what cannot be read must be withheld. */
  get takesMembers(): boolean {
    return this.#names.size > 0;
  }

  /** How many secrets the scan took out so far. */
  get secretsTaken(): number {
    return this.#secretsTaken;
  }

  names(member: string): boolean {
    return this.#names.has(member.toLowerCase());
  }

  json(value: unknown, depth = 0): unknown {
    if (depth > MAX_DEPTH) return REDACTED;
    if (typeof value === 'string') return this.#plain(value);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => this.json(item, depth + 1));
    return Object.fromEntries(this.#members(value, depth));
  }

  text(text: string): string {
    if (this.takesMembers) {
      const parsed = parseContainer(text);
      if (parsed !== undefined) return JSON.stringify(this.json(parsed));
    }
    return this.#plain(this.#line === undefined ? text : text.replaceAll(this.#line, `$1$2 ${REDACTED}`));
  }

  #members(value: object, depth: number): [string, unknown][] {
    const members = Object.entries(value).map(([name, member]): [string, string, unknown] => {
      if (!this.names(name)) return [name, this.#plain(name), this.json(member, depth + 1)];
      this.#collect(member, 0);
      return [name, this.#plain(name), REDACTED];
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
    let result = text.toWellFormed();
    // Longest first, so that a value which contains another leaves no rest of it.
    for (const value of [...this.#values].sort((a, b) => b.length - a.length)) {
      result = result.replaceAll(value, REDACTED);
    }
    const scanned = this.#redactText(result);
    this.#secretsTaken += scanned.count;
    return scanned.text;
  }

  #collect(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH || this.#values.size >= 256) return;
    if (typeof value === 'string' && value.length >= MIN_COLLECTED_LENGTH) this.#values.add(value);
    else if (typeof value === 'object' && value !== null) {
      for (const member of Object.values(value)) this.#collect(member, depth + 1);
    }
  }
}

function parseContainer(text: string): object | undefined {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
