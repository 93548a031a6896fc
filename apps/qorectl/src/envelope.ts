/** What `--json` prints on stdout for every command: one document, whatever happened. */
export interface Envelope {
  readonly ok: boolean;
  readonly data?: unknown;
  readonly error?: Problem;
  readonly warnings: readonly string[];
  readonly meta: EnvelopeMeta;
}

export interface EnvelopeMeta {
  /** `decisions list`; empty when no command was recognised. */
  readonly command: string;
  readonly version: string;
  readonly durationMs: number;
}

export interface Problem {
  /** Stable: `QORE-E-nnnn`, explained by `qorectl explain`. */
  readonly code: string;
  /** The code that the package or the API gave, `LEDGER_UNAVAILABLE`. */
  readonly name: string;
  readonly message: string;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * JSON text in which no character can act on a terminal: what neutralise.ts names and JSON does not escape by itself
 * is escaped here. It parses to the same data.
 */
export function toSafeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu, escape);
}

/** As UTF-16 code units, the only escapes that JSON has. */
function escape(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}
