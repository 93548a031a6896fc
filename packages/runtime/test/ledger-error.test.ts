import { LedgerError, type LedgerErrorCode } from '@zoqore/ledger';
import { describe, expect, it } from 'vitest';
import { RuntimeError } from '../src/index.ts';
import { ledgerError } from '../src/ledger-error.ts';

const saying = (code: LedgerErrorCode, details = {}): unknown =>
  ledgerError(new LedgerError({ code, message: 'what the ledger says', details }), 'nothing was done');

describe('what the ledger says, as the runtime says it', () => {
  it.each([
    ['ENTRY_INVALID', 'VALIDATION_ERROR'],
    ['ENTRY_TOO_LARGE', 'VALIDATION_ERROR'],
    ['ENTRY_GONE', 'NOT_FOUND'],
    ['ENTRY_HELD', 'STATE_CONFLICT'],
    ['ENTRY_UNARCHIVED', 'STATE_CONFLICT'],
    ['KEY_CONFLICT', 'STATE_CONFLICT'],
  ] as const)('answers %s with %s, in the words of the ledger', (ledger, code) => {
    expect(saying(ledger)).toMatchObject({ code, message: 'what the ledger says', details: { ledger } });
  });

  it('answers for a key that there is not, and for a queue that is full', () => {
    expect(saying('KEY_CONFLICT', { unknown: true })).toMatchObject({ code: 'NOT_FOUND' });
    expect(saying('LEDGER_BUSY')).toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 1 } });
  });

  it.each(['LEDGER_UNAVAILABLE', 'LEDGER_CLOSED', 'KEY_MISSING', 'NOTE_INVALID'] as const)(
    'is unavailable for %s',
    (code) => {
      expect(saying(code)).toMatchObject({ code: 'LEDGER_UNAVAILABLE' });
    },
  );

  it('keeps what the system says in its own words to itself', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432 as ada'), {
      code: 'ECONNREFUSED',
    });
    const answer = ledgerError(cause, 'the record cannot be read');
    expect(answer).toMatchObject({ message: 'the record cannot be read: ECONNREFUSED', cause });
  });

  it('leaves answers of the runtime and defects as they are', () => {
    for (const cause of [
      new RuntimeError({ code: 'NOT_FOUND', message: 'x' }),
      new RangeError('x'),
      'thrown text',
    ]) {
      expect(ledgerError(cause, 'nothing was done')).toBe(cause);
    }
  });
});
