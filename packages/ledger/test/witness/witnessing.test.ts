import { generateKeyPairSync } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createCosigner,
  createSigner,
  openLedger,
  parseNote,
  parseVerifierKey,
  type Ledger,
  type LedgerStore,
  type PublicationEvent,
} from '../../src/index.ts';
import { createMemoryStore } from '../../src/memory/index.ts';
import { verifyEntryProof } from '../../src/verify/index.ts';
import { serveWitness, type ServedWitness } from './served-witness.ts';

const origin = 'zoqore/witnessed/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const log = await parseVerifierKey(signer.verifierKey);

let witnesses: ServedWitness[];
let ledgers: Ledger[];
let events: PublicationEvent[];

beforeEach(async () => {
  witnesses = [await serveWitness('witness/one', [log]), await serveWitness('witness/two', [log])];
  ledgers = [];
  events = [];
});
afterEach(async () => {
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  await Promise.all(witnesses.map((witness) => witness.close()));
});

const open = async (
  options: {
    quorum?: number;
    store?: LedgerStore;
    asked?: readonly { url: string; key: string }[];
    isSilent?: boolean;
  } = {},
): Promise<Ledger> => {
  const {
    quorum = 1,
    store = createMemoryStore(),
    asked = witnesses.slice(0, 1),
    isSilent = false,
  } = options;
  const ledger = await openLedger({
    store,
    origin,
    signer,
    publication: {
      witnesses: { witnesses: asked.map(({ url, key }) => ({ url, key })), quorum },
      isSilent,
      fetch,
      random: () => 0,
      report: (event) => events.push(event),
    },
  });
  ledgers.push(ledger);
  return ledger;
};
const append = async (ledger: Ledger, ...names: readonly string[]): Promise<void> => {
  for (const name of names) {
    await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-25T16:00:00.000Z', body: { name } });
  }
  await ledger.publishCheckpoint();
};
const eventually = async (claim: () => void | Promise<void>): Promise<void> =>
  await vi.waitFor(claim, { timeout: 30_000 });
const report = async (ledger: Ledger) => (await ledger.publication()).witnesses;
const covered = async (ledger: Ledger, size: number): Promise<void> =>
  await eventually(async () => expect((await report(ledger))?.covered?.size).toBe(size));
const keys = async () => [log, ...(await Promise.all(witnesses.map(({ key }) => parseVerifierKey(key))))];

describe('witnesses of a log', () => {
  it('put their cosignatures into what it hands out', async () => {
    const ledger = await open({ quorum: 2, asked: witnesses });
    await append(ledger, 'a', 'b', 'c');
    await covered(ledger, 3);
    const note = (await ledger.checkpoint())?.note ?? '';
    expect(parseNote(note).signatures.map(({ name }) => name)).toEqual([
      origin,
      'witness/one',
      'witness/two',
    ]);
    const proof = (await ledger.proof(1)) ?? '';
    expect(await verifyEntryProof(proof, { keys: await keys(), quorum: 2 })).toMatchObject({
      verified: true,
      index: 1,
      size: 3,
      witnesses: [{ name: 'witness/one' }, { name: 'witness/two' }],
    });
    await append(ledger, 'd');
    await covered(ledger, 4);
    expect(await report(ledger)).toMatchObject({
      quorum: 2,
      witnesses: [{ cosigned: { size: 4 } }, { cosigned: { size: 4 } }],
    });
    expect(await report(ledger)).not.toHaveProperty('waitingSince');
    expect(await ledger.verify()).toMatchObject({ verified: true, checkpoints: 2 });
  });

  it('are reached without a word from the caller, a second after an append', async () => {
    const ledger = await open();
    await ledger.append({ kind: 'k', actor: 'a', at: '2026-11-25T16:00:00.000Z', body: {} });
    await covered(ledger, 1);
  });

  it('need not all be alive', async () => {
    const [alive, dead] = witnesses;
    await dead?.close();
    const ledger = await open({ quorum: 1, asked: witnesses });
    await append(ledger, 'a');
    await covered(ledger, 1);
    await eventually(async () =>
      expect(await report(ledger)).toMatchObject({
        witnesses: [{ cosigned: { size: 1 } }, { failure: expect.stringContaining('ECONNREFUSED') }],
      }),
    );
    expect(events).toEqual([
      { event: 'witness-failed', witness: 'witness/two', reason: expect.stringContaining('ECONNREFUSED') },
    ]);
    expect(alive?.requests()).toBe(1);
  });

  it('never hold an append, a proof or the end up', async () => {
    witnesses[0]?.answer(() => new Promise(() => {}));
    const ledger = await open();
    await append(ledger, 'a');
    await eventually(() => expect(witnesses[0]?.requests()).toBe(1));
    await append(ledger, 'b');
    expect(await verifyEntryProof((await ledger.proof(1)) ?? '', { keys: await keys() })).toMatchObject({
      verified: true,
      witnesses: [],
    });
    const begun = performance.now();
    await ledger.close();
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('are tried again, with the latest checkpoint alone', async () => {
    const [first] = witnesses;
    first?.answer(async () => ({ status: 503 }));
    const ledger = await open();
    await append(ledger, 'a');
    await eventually(async () =>
      expect(await report(ledger)).toMatchObject({ witnesses: [{ failure: 'it answered 503' }] }),
    );
    for (const name of ['b', 'c', 'd', 'e']) await append(ledger, name);
    first?.answer(undefined);
    await covered(ledger, 5);
    expect(first?.requests()).toBeLessThan(5);
    expect(events.map(({ event }) => event)).toEqual(['witness-failed', 'witness-works']);
  });

  it('are asked on after a restart, from what they cosigned', async () => {
    const store = createMemoryStore();
    const first = await open({ store });
    await append(first, 'a', 'b');
    await covered(first, 2);
    await first.close();
    const silent = await open({ store, isSilent: true });
    await append(silent, 'c');
    expect(await report(silent)).toMatchObject({ covered: { size: 2 } });
    await silent.close();
    expect(witnesses[0]?.requests()).toBe(1);
    // The head was signed; nobody but the start itself takes it to the witness.
    const again = await open({ store });
    await covered(again, 3);
    expect(witnesses[0]?.requests()).toBe(2);
  });

  it('say where they stand when the log does not know', async () => {
    const first = await open();
    await append(first, 'a', 'b');
    await covered(first, 2);
    // The same entries in a store that lost the cosignatures.
    const second = await open();
    await append(second, 'a', 'b', 'c');
    await covered(second, 3);
    expect(events).toEqual([]);
  });

  it('alarm when the log was rolled back, and when another goes on in its place', async () => {
    const first = await open();
    await append(first, 'a', 'b', 'c');
    await covered(first, 3);
    const back = await open();
    await append(back, 'a', 'b');
    await eventually(async () =>
      expect(await report(back)).toMatchObject({
        witnesses: [{ alarm: { kind: 'ahead', theirSize: 3, ourSize: 2 }, failure: expect.any(String) }],
      }),
    );
    expect((await report(back))?.covered).toBeUndefined();
    await append(back, 'X');
    await eventually(async () =>
      expect(await report(back)).toMatchObject({
        witnesses: [{ alarm: { kind: 'forked', theirSize: 3 } }],
      }),
    );
    await append(back, 'Y');
    await eventually(() => expect(witnesses[0]?.events.at(-1)).toMatchObject({ status: 422 }));
    expect(events.map(({ event }) => event)).toEqual(['witness-alarm', 'witness-alarm']);
    const folder = join(witnesses[0]?.folder ?? '', 'evidence');
    const [cases = ''] = await readdir(folder);
    expect((await readdir(join(folder, cases))).toSorted()).toEqual([
      expect.stringMatching(/^fork-3-/),
      expect.stringMatching(/^unproved-3-/),
    ]);
    // What was cosigned before stays what it is.
    expect((await report(first))?.covered?.size).toBe(3);
  });

  it('of a store that several processes share are no alarm', async () => {
    const store = createMemoryStore();
    const one = await open({ store });
    await append(one, 'a');
    await covered(one, 1);
    const other = await open({ store, asked: witnesses.slice(1) });
    await append(other, 'b', 'c');
    await covered(other, 3);
    await append(one, 'd');
    await covered(one, 4);
    expect(events).toEqual([]);
  });

  it('make a proof cite the checkpoint with the quorum, where it covers the entry', async () => {
    const ledger = await open();
    await append(ledger, 'a', 'b', 'c');
    await covered(ledger, 3);
    witnesses[0]?.answer(async () => ({ status: 503 }));
    await append(ledger, 'd', 'e');
    const check = async (index: number, quorum: number) =>
      await verifyEntryProof((await ledger.proof(index)) ?? '', { keys: await keys(), quorum });
    expect(await check(1, 1)).toMatchObject({ verified: true, size: 3 });
    expect(await check(4, 0)).toMatchObject({ verified: true, size: 5, witnesses: [] });
    expect(await check(4, 1)).toMatchObject({ verified: false, fault: 'too-few-witnesses' });
    expect((await report(ledger))?.waitingSince).toEqual(expect.any(String));
  });

  it('are asked again, and nothing is covered, where a stored cosignature was altered or made up', async () => {
    const inner = createMemoryStore();
    const honest = await open({ store: inner });
    await append(honest, 'a');
    await covered(honest, 1);
    await honest.close();
    const store: LedgerStore = {
      ...inner,
      cosignatures: async (sizes) =>
        (await inner.cosignatures(sizes)).map((one) => ({
          ...one,
          line: one.line.replace(/.{12}\n$/, 'AAAAAAAAAAA=\n'),
        })),
    };
    const before = witnesses[0]?.requests() ?? 0;
    const ledger = await open({ store });
    // Before a fresh one can have come.
    expect((await report(ledger))?.covered).toBeUndefined();
    await append(ledger, 'b');
    await eventually(() => expect(witnesses[0]?.requests()).toBeGreaterThan(before));
    expect(parseNote((await ledger.checkpoint())?.note ?? '').signatures).toHaveLength(1);
    expect(events.filter(({ event }) => event === 'witness-alarm')).toEqual([]);
  });

  it('are as old as their cosignatures say, whatever time stands beside them', async () => {
    const inner = createMemoryStore();
    const store: LedgerStore = {
      ...inner,
      cosignatures: async (sizes) =>
        (await inner.cosignatures(sizes)).map((one) => ({ ...one, at: '9999-01-01T00:00:00.000Z' })),
    };
    const before = Math.floor(Date.now() / 1000) * 1000;
    const ledger = await open({ store });
    await append(ledger, 'a');
    await covered(ledger, 1);
    const { covered: last, witnesses: each } = (await report(ledger)) ?? {};
    for (const at of [last?.at, each?.[0]?.cosigned?.at]) {
      expect(Date.parse(at ?? '')).toBeGreaterThanOrEqual(before);
      expect(Date.parse(at ?? '')).toBeLessThanOrEqual(Date.now());
    }
  });

  const elsewhere = createCosigner('witness/one', generateKeyPairSync('ed25519').privateKey);
  const textOf = async (ledger: Ledger): Promise<string> =>
    parseNote((await ledger.checkpoint())?.note ?? '').text;
  it.each([
    ['redirects', async () => ({ status: 307 as never }), 'it answered 307'],
    ['answers without end', async () => ({ body: 'x'.repeat(70_000) }), 'expected an answer of at most'],
    ['answers nothing', async () => ({ body: '' }), 'without a cosignature'],
    ['answers noise', async () => ({ body: '\u0000\n\n\u2014' }), 'without a cosignature'],
    ['does not know the log', async () => ({ status: 404 as const }), 'does not know this log'],
    ['knows another key', async () => ({ status: 403 as const }), 'knows another key'],
    ['conflicts without a size', async () => ({ status: 409 as const }), '409 without another size'],
    [
      'conflicts with a size that is none',
      async () => ({ status: 409 as const, contentType: 'text/x.tlog.size', body: '99999999999999999\n' }),
      '409 without another size',
    ],
    [
      'signs with another key',
      async (_own: unknown, ledger: Ledger) => ({
        body: elsewhere.cosign(await textOf(ledger), 1_700_000_000),
      }),
      'without a cosignature',
    ],
  ])('that %s count for nothing', async (_name, answer, reason) => {
    const ledger = await open();
    witnesses[0]?.answer(async (own) => await answer(own, ledger));
    await append(ledger, 'a');
    await eventually(async () =>
      expect(await report(ledger)).toMatchObject({
        witnesses: [{ failure: expect.stringContaining(reason) }],
      }),
    );
    expect((await report(ledger))?.covered).toBeUndefined();
    expect(parseNote((await ledger.checkpoint())?.note ?? '').signatures).toHaveLength(1);
  });

  it('that sign in the future count for nothing, and none in a loop', async () => {
    const cosigner = createCosigner('witness/future', generateKeyPairSync('ed25519').privateKey);
    const ledger = await open({ asked: [{ url: witnesses[0]?.url ?? '', key: cosigner.verifierKey }] });
    witnesses[0]?.answer(async () => ({
      body: cosigner.cosign(await textOf(ledger), (Date.now() / 1000 + 3600) | 0),
    }));
    await append(ledger, 'a');
    await eventually(async () =>
      expect(await report(ledger)).toMatchObject({
        witnesses: [{ failure: expect.stringContaining('in the future') }],
      }),
    );
    let size = 0;
    witnesses[0]?.answer(async () => ({
      status: 409,
      contentType: 'text/x.tlog.size',
      body: `${(size = 1 - size)}\n`,
    }));
    const before = witnesses[0]?.requests() ?? 0;
    await append(ledger, 'b');
    await eventually(() => expect(witnesses[0]?.requests()).toBeGreaterThan(before + 1));
    expect(witnesses[0]?.requests()).toBeLessThan(before + 5);
  });

  it.each([
    ['no quorum', () => ({ asked: witnesses, quorum: 0 }), 'WITNESS_INVALID'],
    ['too high a quorum', () => ({ asked: witnesses, quorum: 3 }), 'WITNESS_INVALID'],
    ['one witness twice', () => ({ asked: [...witnesses, ...witnesses] }), 'WITNESS_INVALID'],
    [
      'plain http elsewhere',
      () => ({ asked: [{ url: 'http://w.example', key: elsewhere.verifierKey }] }),
      'WITNESS_INVALID',
    ],
    [
      'a password',
      () => ({ asked: [{ url: 'https://a:b@w.example', key: elsewhere.verifierKey }] }),
      'WITNESS_INVALID',
    ],
    [
      'the key of a log',
      () => ({ asked: [{ url: 'https://w.example', key: signer.verifierKey }] }),
      'WITNESS_INVALID',
    ],
    ['no key', () => ({ asked: [{ url: 'https://w.example', key: 'a+b+c' }] }), 'KEY_INVALID'],
  ])('are refused with %s', async (_name, options, code) => {
    await expect(open(options())).rejects.toMatchObject({ code });
  });
});
