import { canonicalize, parseCanonical } from './canonicalize.ts';
import { LedgerError } from './errors.ts';
import type { EntryDraft, JsonObject } from './model.ts';
import { encodeLeaf } from './tree.ts';

/** A tlog-tiles entry bundle gives each leaf a 16-bit length. */
export const maxLeafBytes = 65_535;
const maxNameLength = 256;
const instant = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const commitment = /^[0-9a-f]{64}$/;

/** The exact text that a leaf hash covers, with its hash. */
export interface Leaf {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** @throws ENTRY_INVALID, ENTRY_TOO_LARGE */
export function createLeaf(log: string, draft: EntryDraft): Leaf {
  checkName('kind', draft.kind);
  checkName('actor', draft.actor);
  if (draft.tenant !== undefined) checkName('tenant', draft.tenant);
  if (draft.idem !== undefined) checkName('idem', draft.idem);
  checkInstant(draft.at);
  const commitments = draft.commitments ?? {};
  if (!isObject(draft.body)) throw invalid('body', 'expected an object');
  if (!isObject(commitments)) throw invalid('commitments', 'expected an object');
  for (const value of Object.values(commitments)) {
    if (typeof value !== 'string' || !commitment.test(value)) {
      throw invalid('commitments', 'expected SHA-256 values as 64 lower-case hex digits');
    }
  }
  const text = canonicalize(
    {
      actor: draft.actor,
      at: draft.at,
      body: draft.body,
      commitments,
      ...(draft.idem === undefined ? {} : { idem: draft.idem }),
      kind: draft.kind,
      log,
      ...(draft.tenant === undefined ? {} : { tenant: draft.tenant }),
      v: 1,
    },
    { maxLength: maxLeafBytes },
  );
  const { bytes, hash } = encodeLeaf(text);
  if (bytes.length > maxLeafBytes) {
    throw new LedgerError({
      code: 'ENTRY_TOO_LARGE',
      message: `expected at most ${maxLeafBytes} bytes of canonical JSON, found ${bytes.length}`,
      details: { bytes: bytes.length, maxBytes: maxLeafBytes },
    });
  }
  return { text, bytes, hash };
}

/**
 * Kinds and idems that begin with `ledger.` are those of entries that the ledger makes itself.
 *
 * @throws ENTRY_INVALID
 */
export function checkNotReserved({ kind, idem }: EntryDraft): void {
  for (const [member, value] of Object.entries({ kind, idem })) {
    if (typeof value === 'string' && value.startsWith('ledger.')) {
      throw invalid(member, 'expected none that begins with `ledger.`');
    }
  }
}

/**
 * Reads a leaf back, or says why no leaf of this log has that text.
 *
 * @throws ENTRY_INVALID
 */
export function parseLeaf(log: string, text: string): EntryDraft {
  const value = parseCanonical(text, { maxLength: maxLeafBytes });
  if (!isObject(value)) throw invalid('', 'expected an object');
  const { v, log: named, kind, actor, tenant, at, idem, body, commitments, ...rest } = value;
  if (v !== 1) throw invalid('v', 'expected version 1');
  if (named !== log) throw invalid('log', `expected \`${log}\``);
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw invalid(unknown, 'expected no other member');
  checkName('kind', kind);
  checkName('actor', actor);
  if (tenant !== undefined) checkName('tenant', tenant);
  if (idem !== undefined) checkName('idem', idem);
  checkInstant(at);
  if (!isObject(body)) throw invalid('body', 'expected an object');
  if (!isObject(commitments)) throw invalid('commitments', 'expected an object');
  const draft = { kind, actor, at, body, commitments: commitments as Record<string, string> };
  return {
    ...draft,
    ...(tenant === undefined ? {} : { tenant }),
    ...(idem === undefined ? {} : { idem }),
  };
}

function checkName(member: string, value: unknown): asserts value is string {
  if (typeof value !== 'string' || value === '' || value.length > maxNameLength || value.includes('\0')) {
    throw invalid(member, `expected 1 to ${maxNameLength} characters without NUL`);
  }
}

/** Entries come many a millisecond. */
let lastInstant = '';

function checkInstant(value: unknown): asserts value is string {
  if (value === lastInstant && value !== '') return;
  // The date must print as it was written: parsing alone takes the thirtieth of February.
  if (typeof value !== 'string' || !instant.test(value) || new Date(value).toISOString() !== value) {
    throw invalid('at', 'expected an RFC 3339 instant in UTC with milliseconds');
  }
  lastInstant = value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(path: string, message: string): LedgerError {
  return new LedgerError({
    code: 'ENTRY_INVALID',
    message: path === '' ? message : `${message} in \`${path}\``,
    details: { path },
  });
}
