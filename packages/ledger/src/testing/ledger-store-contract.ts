import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { CompanionWriter } from '../companion.ts';
import { createLeaf, maxLeafBytes } from '../entry.ts';
import type { Ledger } from '../ledger.ts';
import type { EntryDraft } from '../model.ts';
import { openLedger } from '../open-ledger.ts';
import { createSigner } from '../signer.ts';
import type { LedgerStore } from '../store.ts';
import { emptyTree, extendTree, treeRoot } from '../tree.ts';
import { verifyConsistency } from '../verify/merkle-proof.ts';
import { parseVerifierKey } from '../verify/verifier-key.ts';
import { verifyEntryProof } from '../verify/verify-entry-proof.ts';

/** Data of its own for one case. */
export interface StoreUnderTest {
  /** A store over the same, at first empty, data; called again after the previous one was closed. */
  open(): LedgerStore;
  close(): Promise<void>;
}

/** One thing that every store must do; `run` throws when this one does not. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

const origin = 'zoqore/contract/main';

/** What every store must do, as named cases for any test runner: `it.each(cases)('$name', (one) => one.run())`. */
export function ledgerStoreContract(makeStore: () => Promise<StoreUnderTest>): readonly ContractCase[] {
  const cases: Record<string, (context: Context) => Promise<void>> = {
    'numbers concurrent entries without gaps, in the order of the calls': numbersInOrder,
    'keeps what it acknowledged when it is opened again': survivesReopening,
    'refuses an idem that stands, in one batch and in two': refusesDuplicates,
    'lets a claim refuse one entry and no other': honoursClaims,
    'spares the neighbours of an entry whose rows cannot be written': sparesNeighbours,
    'pages by index in both directions and by kind and actor': pages,
    'gives leaves of a kind and a time in one text': givesLeaves,
    'keeps one checkpoint a size, and verifies': keepsCheckpoints,
    'keeps one cosignature a size and witness': keepsCosignatures,
    'takes clocks that go backwards': takesAnyClock,
    'keeps the largest leaf there may be, and refuses a larger one': keepsLargestLeaf,
    'proves every kind of place, across tiles': provesPlaces,
  };
  return Object.entries(cases).map(([name, body]) => ({
    name,
    run: async () => {
      const underTest = await makeStore();
      try {
        await body(new Context(underTest));
      } finally {
        await underTest.close();
      }
    },
  }));
}

class Context {
  readonly #underTest: StoreUnderTest;
  #store: LedgerStore | undefined;
  readonly #signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);

  constructor(underTest: StoreUnderTest) {
    this.#underTest = underTest;
  }

  /** That of the ledger opened last. */
  get store(): LedgerStore {
    if (this.#store === undefined) throw new Error('expected an open ledger');
    return this.#store;
  }

  async ledger(companions: readonly CompanionWriter[] = []): Promise<Ledger> {
    this.#store = this.#underTest.open();
    return await openLedger({ store: this.#store, origin, signer: this.#signer, companions });
  }
}

function draft(at: number, more: Partial<EntryDraft> = {}): EntryDraft {
  return { kind: 'k', actor: 'a', at: '2026-11-23T03:00:00.000Z', body: { at }, ...more };
}

async function numbersInOrder(context: Context): Promise<void> {
  const ledger = await context.ledger();
  const ranges: number[] = [];
  ledger.subscribe(({ from, to }) => ranges.push(from, to));
  const results = await Promise.all(
    Array.from({ length: 300 }, async (_, at) => await ledger.append(draft(at))),
  );
  deepEqual(
    results.map((result) => result.outcome === 'appended' && result.receipt.index),
    results.map((_, at) => at),
  );
  const entries = await ledger.entries({ limit: 1000 });
  deepEqual(
    entries.map(({ body }) => body['at']),
    results.map((_, at) => at),
  );
  const { state } = extendTree(
    emptyTree(origin),
    entries.map(({ leafHash }) => Buffer.from(leafHash, 'hex')),
  );
  deepEqual(await ledger.head(), {
    log: origin,
    size: 300,
    root: Buffer.from(treeRoot(state)).toString('hex'),
    chain: Buffer.from(state.chain).toString('hex'),
  });
  equal(ranges[0], 0);
  equal(ranges.at(-1), 300);
  await ledger.close();
}

async function survivesReopening(context: Context): Promise<void> {
  const first = await context.ledger();
  await first.append(draft(0, { idem: 'one', tenant: 't', commitments: { file: '0'.repeat(64) } }));
  const head = await first.head();
  const entry = await first.entry(0);
  await first.close();
  const second = await context.ledger();
  deepEqual(await second.head(), head);
  deepEqual(await second.entryByIdem('one'), entry);
  await second.append(draft(1));
  equal((await second.head()).size, 2);
  equal(await second.entry(2), undefined);
  await second.close();
}

async function refusesDuplicates(context: Context): Promise<void> {
  const ledger = await context.ledger();
  const twice = await Promise.allSettled([
    ledger.append(draft(0, { idem: 'same' })),
    ledger.append(draft(1, { idem: 'same' })),
    ledger.append(draft(2, { idem: 'other' })),
  ]);
  deepEqual(
    twice.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  const later = await Promise.allSettled([
    ledger.append(draft(3, { idem: 'same' })),
    ledger.append(draft(4, { idem: 'third' })),
  ]);
  deepEqual(
    later.map(({ status }) => status),
    ['rejected', 'fulfilled'],
  );
  await rejects(ledger.append(draft(5, { idem: 'same' })), { code: 'ENTRY_DUPLICATE' });
  equal((await ledger.head()).size, 3);
  ok((await ledger.verify()).verified);
  await ledger.close();
}

/** Refuses a row whose name was seen; knows nothing of SQL, so that it runs on every store. */
function once(kind: string, seen: Set<unknown>): CompanionWriter {
  return {
    kind,
    claim: async (_tx, rows) => {
      const here = new Set<unknown>();
      return rows.map(({ name }) => {
        if (seen.has(name) || here.has(name)) return { name: name ?? null };
        here.add(name);
        return undefined;
      });
    },
    write: (rows) => {
      for (const { row } of rows) seen.add(row['name']);
      return [];
    },
  };
}

async function honoursClaims(context: Context): Promise<void> {
  const names = new Set<unknown>(['taken']);
  const uses = new Set<unknown>(['used']);
  const ledger = await context.ledger([once('name', names), once('use', uses)]);
  const append = async (name: string, use: string): Promise<string> => {
    const result = await ledger.append(draft(0), [
      { kind: 'name', row: { name } },
      { kind: 'use', row: { name: use } },
    ]);
    return result.outcome === 'refused' ? `refused by ${result.by}` : result.outcome;
  };
  // The second falls to its use; so the third, of the same name, must not fall to a name that was never written.
  deepEqual(
    await Promise.all([append('taken', '1'), append('x', 'used'), append('x', '2'), append('x', '3')]),
    ['refused by name', 'refused by use', 'appended', 'refused by name'],
  );
  equal((await ledger.head()).size, 1);
  deepEqual([...names], ['taken', 'x']);
  deepEqual([...uses], ['used', '2']);
  await ledger.close();
}

async function sparesNeighbours(context: Context): Promise<void> {
  const ledger = await context.ledger([
    {
      kind: 'brittle',
      write: (rows) => {
        if (rows.some(({ row }) => row['isBad'] === true)) throw new Error('cannot write this row');
        return [];
      },
    },
  ]);
  const results = await Promise.allSettled(
    Array.from(
      { length: 20 },
      async (_, at) => await ledger.append(draft(at), [{ kind: 'brittle', row: { isBad: at === 7 } }]),
    ),
  );
  deepEqual(
    results.flatMap(({ status }, at) => (status === 'rejected' ? [at] : [])),
    [7],
  );
  const failed = results[7];
  ok(failed?.status === 'rejected' && failed.reason instanceof Error && failed.reason.cause instanceof Error);
  equal((await ledger.head()).size, 19);
  ok((await ledger.verify()).verified);
  await ledger.close();
}

async function pages(context: Context): Promise<void> {
  const ledger = await context.ledger();
  await Promise.all(
    Array.from(
      { length: 10 },
      async (_, at) =>
        await ledger.append(
          draft(at, { kind: at % 2 === 0 ? 'even' : 'odd', actor: at < 5 ? 'low' : 'high' }),
        ),
    ),
  );
  const indices = async (query: Parameters<Ledger['entries']>[0]): Promise<readonly number[]> =>
    (await ledger.entries(query)).map(({ index }) => index);
  deepEqual(await indices({ limit: 3 }), [0, 1, 2]);
  deepEqual(await indices({ limit: 3, from: 8 }), [8, 9]);
  deepEqual(await indices({ limit: 3, order: 'descending' }), [9, 8, 7]);
  deepEqual(await indices({ limit: 3, order: 'descending', to: 7 }), [6, 5, 4]);
  deepEqual(await indices({ limit: 9, kind: 'odd', actor: 'low' }), [1, 3]);
  await rejects(ledger.entries({ limit: 0 }), { code: 'ENTRY_INVALID' });
  await ledger.close();
}

async function givesLeaves(context: Context): Promise<void> {
  const ledger = await context.ledger();
  for (let at = 0; at < 10; at += 1) {
    const instant = `2026-01-0${Math.floor(at / 2) + 1}T00:00:00.000Z`;
    await ledger.append(
      draft(at, { kind: at % 2 === 0 ? 'even' : 'odd', at: instant, body: { at, text: 'a\n,"]' } }),
    );
  }
  const range = { from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 };
  const first = await ledger.leafPage({ ...range, kind: 'even', limit: 2 });
  deepEqual(first.indices, [0, 2]);
  const [entry] = await ledger.entries({ limit: 1 });
  deepEqual((JSON.parse(first.json) as object[])[0], JSON.parse(entry?.leaf ?? ''));
  deepEqual((await ledger.leafPage({ ...range, kind: 'even', from: 3, to: 8 })).indices, [4, 6]);
  const days = { since: '2026-01-02T00:00:00.000Z', until: '2026-01-04T00:00:00.000Z' };
  deepEqual((await ledger.leafPage({ ...range, kind: 'odd', ...days })).indices, [3, 5]);
  deepEqual(await ledger.leafPage({ ...range, kind: 'none' }), { indices: [], json: '[]' });
  await rejects(ledger.leafPage({ ...range, kind: 'odd', limit: 0 }), { code: 'ENTRY_INVALID' });
  await ledger.close();
}

async function keepsCheckpoints(context: Context): Promise<void> {
  const ledger = await context.ledger();
  equal(await ledger.publishCheckpoint(), undefined);
  await ledger.append(draft(0));
  const [first, same] = await Promise.all([ledger.publishCheckpoint(), ledger.publishCheckpoint()]);
  deepEqual(same, first);
  await ledger.append(draft(1));
  const second = await ledger.publishCheckpoint();
  equal(second?.size, 2);
  deepEqual(await ledger.checkpoint(), second);
  const report = await ledger.verify();
  ok(report.verified);
  equal(report.checkpoints, 2);
  await ledger.close();
}

async function keepsCosignatures(context: Context): Promise<void> {
  const ledger = await context.ledger();
  await ledger.append(draft(0));
  const first = await ledger.publishCheckpoint();
  await ledger.append(draft(1));
  await ledger.publishCheckpoint();
  const { store } = context;
  equal(await store.cosignedSize(['a', 'b'], 1), undefined);
  const one = { size: 1, witness: 'a', line: 'a\n', at: '2026-11-25T16:00:02.000Z' };
  const other = { size: 1, witness: 'b', line: 'b\n', at: '2026-11-25T16:00:01.000Z' };
  await store.saveCosignature(one);
  await store.saveCosignature(other);
  await store.saveCosignature({ ...one, line: 'again\n' });
  await store.saveCosignature({ ...one, size: 2 });
  deepEqual(await store.cosignatures({ from: 1, to: 2 }), [other, one]);
  deepEqual(await store.cosignatures({ from: 0, to: 9 }), [other, one, { ...one, size: 2 }]);
  deepEqual(await store.cosignatures({ from: 3, to: 9 }), []);
  equal(await store.cosignedSize(['a', 'b'], 1), 2);
  equal(await store.cosignedSize(['a', 'b'], 2), 1);
  equal(await store.cosignedSize(['b'], 1), 1);
  equal(await store.cosignedSize(['c'], 1), undefined);
  // The checkpoint itself stays as it was signed.
  deepEqual((await store.checkpoints({ from: 1, limit: 1 }))[0]?.note, first?.note);
  await ledger.close();
}

async function provesPlaces(context: Context): Promise<void> {
  const ledger = await context.ledger();
  const size = 256 * 2 + 3;
  await Promise.all(Array.from({ length: size }, async (_, at) => await ledger.append(draft(at))));
  const { keys: known } = await ledger.keys.list();
  const keys = await Promise.all(known.map(({ verifierKey }) => parseVerifierKey(verifierKey)));
  for (const index of [0, 1, 255, 256, 511, 512, size - 1]) {
    const proof = await ledger.proof(index);
    const check = await verifyEntryProof(proof ?? '', { keys });
    ok(check.verified && check.index === index && check.leaf === (await ledger.entry(index))?.leaf);
  }
  equal(await ledger.proof(size), undefined);
  for (const [from, to] of [
    [1, size],
    [256, 512],
    [257, size],
    [size, size],
  ] as const) {
    const { fromRoot, toRoot, path } = await ledger.consistency(from, to);
    const proof = { from, to, fromRoot: bytes(fromRoot), toRoot: bytes(toRoot), path: path.map(bytes) };
    deepEqual(await verifyConsistency(proof), { verified: true });
  }
  await rejects(ledger.consistency(0, size), { code: 'ENTRY_INVALID' });
  await rejects(ledger.consistency(1, size + 1), { code: 'ENTRY_INVALID' });
  equal((await ledger.tile(0, { index: 2, width: 3 }))?.length, 3 * 32);
  equal((await ledger.tile(1, { index: 0, width: 2 }))?.length, 2 * 32);
  equal(await ledger.tile(0, { index: 2, width: 4 }), undefined);
  equal(await ledger.tile(1, { index: 0, width: 3 }), undefined);
  const bundle = await ledger.entryBundle({ index: 2, width: 3 });
  const first = Buffer.from((await ledger.entry(512))?.leaf ?? '');
  deepEqual(bundle?.subarray(0, 2 + first.length), Buffer.concat([Buffer.of(0, first.length), first]));
  await ledger.close();
}

function bytes(hex: string): Uint8Array {
  return Buffer.from(hex, 'hex');
}

async function takesAnyClock(context: Context): Promise<void> {
  const ledger = await context.ledger();
  await ledger.append(draft(0, { at: '2026-11-23T03:00:00.000Z' }));
  await ledger.append(draft(1, { at: '1999-01-01T00:00:00.000Z' }));
  ok((await ledger.verify()).verified);
  await ledger.close();
}

async function keepsLargestLeaf(context: Context): Promise<void> {
  const first = await context.ledger();
  const room = maxLeafBytes - createLeaf(origin, draft(0, { body: { text: '' } })).bytes.length;
  // Two bytes a letter and one to fill up: bytes count, not letters.
  const text = 'é'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2);
  await rejects(first.append(draft(0, { body: { text: `${text}x` } })), { code: 'ENTRY_TOO_LARGE' });
  await Promise.all([1, 2, 3].map(async () => await first.append(draft(0, { body: { text } }))));
  await first.close();
  const second = await context.ledger();
  equal(Buffer.byteLength((await second.entry(2))?.leaf ?? ''), maxLeafBytes);
  const report = await second.verify();
  ok(report.verified && report.size === 3);
  equal((await second.entryBundle({ index: 0, width: 3 }))?.length, 3 * (2 + maxLeafBytes));
  await second.close();
}
