const MAX_LINES = 20;
const MAX_LENGTH = 300;

/** The last lines that a server process said on stderr, fit for a terminal. */
export class StderrTail {
  #lines: string[] = [];

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(line: string): void {
    const shown = line.replaceAll(/\p{Cc}+/gu, ' ').trim();
    if (shown === '') return;
    this.#lines = [...this.#lines, shown.slice(0, MAX_LENGTH)].slice(-MAX_LINES);
  }

  clear(): void {
    this.#lines = [];
  }
}
