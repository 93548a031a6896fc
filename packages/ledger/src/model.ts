/** What a caller hands to the ledger and what it gets back. Plain data, deeply readonly. */

/** A value that JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** What to record. The ledger knows nothing of what `kind` and `body` mean. */
export interface EntryDraft {
  readonly kind: string;
  readonly actor: string;
  readonly tenant?: string;
  /** RFC 3339 with milliseconds, UTC: when the recorded thing happened, by the caller's clock. */
  readonly at: string;
  /** Unique in the log; a second entry with the same value is refused. */
  readonly idem?: string;
  readonly body: JsonObject;
  /** Salted SHA-256 commitments (hex) to payloads kept beside the entry, by name. */
  readonly commitments?: { readonly [name: string]: string };
}

/** An entry as it stands in the log. */
export interface LedgerEntry extends EntryDraft {
  readonly index: number;
  /** Canonical bytes that the leaf hash covers, as text. */
  readonly leaf: string;
  /** SHA-256(0x00 ‖ leaf), hex (RFC 6962 §2.1). */
  readonly leafHash: string;
}

/** Names one entry of one log. */
export interface Receipt {
  /** Origin of the log, `zoqore/<installation id>/<log name>`. */
  readonly log: string;
  readonly index: number;
  readonly leafHash: string;
}

/** A row that must be written in the same transaction as its entry, or not at all. */
export interface Companion {
  /** Which writer takes it. */
  readonly kind: string;
  readonly row: JsonObject;
}

/** What became of an entry. Every other ending is a LedgerError. */
export type AppendResult =
  | { readonly outcome: 'appended'; readonly receipt: Receipt }
  /** A companion writer claimed that the entry must not stand; nothing was written. */
  | { readonly outcome: 'refused'; readonly by: string; readonly claim: JsonObject };

/** Size, roots and chain value at one moment. */
export interface Head {
  readonly log: string;
  readonly size: number;
  /** RFC 6962 Merkle tree hash, hex. */
  readonly root: string;
  /** SHA-256(chain[i-1] ‖ leafHash[i]), chain[-1] = SHA-256(origin), hex. */
  readonly chain: string;
}
