import type { Database } from '@zoqore/database';
import type { Ledger } from '@zoqore/ledger';
import { ledgerError } from './ledger-error.ts';

/** The database for questions, each answered behind everything that the ledger has acknowledged. */
export type Tables = Pick<Database, 'engine' | 'isExclusive' | 'query' | 'read' | 'transaction'>;

/** @throws RuntimeError LEDGER_UNAVAILABLE from every question that the tables cannot answer */
export function tablesBehind(database: Database, ledger: Pick<Ledger, 'catchUp'>): Tables {
  const behind = <T>(question: () => Promise<T>): Promise<T> =>
    reading(async () => {
      ledger.catchUp();
      return await question();
    });
  return {
    engine: database.engine,
    isExclusive: database.isExclusive,
    query: (statement) => behind(() => database.query(statement)),
    read: (question) => behind(() => database.read(question)),
    transaction: (work) => behind(() => database.transaction(work)),
  };
}

/** A ledger whose questions fail as those to the tables do. What is appended is translated where it is: `record`, and the operations on keys and retention. */
export function translatedLedger(ledger: Ledger): Ledger {
  return {
    ...ledger,
    keys: {
      ...ledger.keys,
      list: () => reading(() => ledger.keys.list()),
      history: () => reading(() => ledger.keys.history()),
    },
    head: () => reading(() => ledger.head()),
    entry: (index) => reading(() => ledger.entry(index)),
    entryByIdem: (idem) => reading(() => ledger.entryByIdem(idem)),
    entries: (query) => reading(() => ledger.entries(query)),
    leafPage: (query) => reading(() => ledger.leafPage(query)),
    checkpoint: () => reading(() => ledger.checkpoint()),
    publication: () => reading(() => ledger.publication()),
    proof: (index) => reading(() => ledger.proof(index)),
    consistency: (from, to) => reading(() => ledger.consistency(from, to)),
    tile: (level, query) => reading(() => ledger.tile(level, query)),
    entryBundle: (query) => reading(() => ledger.entryBundle(query)),
    leaves: (from, to) => reading(() => ledger.leaves(from, to)),
    verify: (options) => reading(() => ledger.verify(options)),
  };
}

/** The ledger for reading, by the process itself: it asks for no key. What stands in it the operations alone write. */
export type ReadableLedger = Pick<
  Ledger,
  'recovered' | 'head' | 'entry' | 'entries' | 'checkpoint' | 'publication' | 'verify' | 'subscribe'
>;

/** That and no more, at run time too. */
export function readableLedger(ledger: Ledger): ReadableLedger {
  return {
    recovered: ledger.recovered,
    head: () => ledger.head(),
    entry: (index) => ledger.entry(index),
    entries: (query) => ledger.entries(query),
    checkpoint: () => ledger.checkpoint(),
    publication: () => ledger.publication(),
    verify: (options) => ledger.verify(options),
    subscribe: (listener) => ledger.subscribe(listener),
  };
}

async function reading<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (cause) {
    throw isFaultOfQuestion(cause) ? cause : ledgerError(cause, 'the record cannot be read');
  }
}

/** A value that cannot be asked for (also SQLSTATE class 22): a defect of whoever asked, which tells nothing of the record. */
function isFaultOfQuestion(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return /^(?:ENTRY_INVALID|DATABASE_VALUE_INVALID|22\w{3})$/.test(code);
}
