import { parseContainer } from './parse-container.ts';

const MAX_DEPTH = 64;
const MAX_VALUES = 256;
/** Shorter values occur by chance; taking them out of prose would say more than it hides. */
const MIN_TEXT_LENGTH = 4;
const MIN_NUMBER_LENGTH = 6;

/** Members by name, and the values that they were seen to have: what must go wherever it is repeated. */
export class NamedValues {
  readonly #names: ReadonlySet<string>;
  readonly #line: RegExp | undefined;
  readonly #values = new Set<string>();
  /** Longest first, so that a value which contains another leaves no rest of it. */
  #ordered: readonly string[] = [];

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
    const alternatives = [...this.#names].map((name) =>
      name.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`),
    );
    if (alternatives.length === 0) return;
    this.#line = new RegExp(
      `(^|[^\\p{L}\\p{N}_])(["']?(?:${alternatives.join('|')})["']?[ \\t]{0,8}[:=])([^\\n]*)`,
      'giu',
    );
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  names(member: string): boolean {
    return this.#names.has(member.toLowerCase());
  }

  /** Looks for named members in a JSON value and in its texts. */
  learn(value: unknown, depth = 0): void {
    if (this.isEmpty || depth > MAX_DEPTH) return;
    if (typeof value === 'string') this.learnText(value);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) {
        if (!Array.isArray(value) && this.names(name)) this.#collect(member, 0);
        else this.learn(member, depth + 1);
      }
    }
  }

  /** Looks for them in a text that is JSON, and in lines that say `name: value` or `name=value`. */
  learnText(text: string): void {
    if (this.#line === undefined) return;
    const parsed = parseContainer(text);
    if (parsed !== undefined) {
      this.learn(parsed, 1);
      return;
    }
    for (const [, , , said = ''] of text.matchAll(this.#line)) this.#collect(valueOf(said.trim()), 0);
  }

  /** Without the rest of the lines that name a member. */
  withoutLines(text: string, instead: string): string {
    return this.#line === undefined ? text : text.replaceAll(this.#line, `$1$2 ${instead}`);
  }

  /** Without the values that were learned. */
  withoutValues(text: string, instead: string): string {
    if (this.#ordered.length !== this.#values.size) {
      this.#ordered = [...this.#values].sort((a, b) => b.length - a.length);
    }
    return this.#ordered.reduce((rest, value) => rest.replaceAll(value, instead), text);
  }

  isValue(number: number): boolean {
    return this.#values.has(String(number));
  }

  #collect(value: unknown, depth: number): void {
    if (depth > MAX_DEPTH || this.#values.size >= MAX_VALUES) return;
    if (typeof value === 'string') {
      if (value.length >= MIN_TEXT_LENGTH) this.#values.add(value);
    } else if (typeof value === 'number') {
      if (String(value).length >= MIN_NUMBER_LENGTH) this.#values.add(String(value));
    } else if (typeof value === 'object' && value !== null) {
      for (const member of Object.values(value)) this.#collect(member, depth + 1);
    }
  }
}

/** What stands in quotes, or the line without the sign that ends it in code. */
function valueOf(said: string): string {
  return /^(["'])(.*?)\1/u.exec(said)?.[2] ?? said.replace(/[,;]$/u, '');
}
