import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from '@zoqore/database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCosigner, createSigner, parseVerifierKey, signNote, verifyNote } from '../../src/index.ts';
import {
  createWitness,
  openWitnessFolder,
  type Witness,
  type WitnessEvent,
} from '../../src/witness/index.ts';
import { forgeableLog, type ForgeableLog } from './forgeable-log.ts';

const cosigner = createCosigner('witness.example/w1', generateKeyPairSync('ed25519').privateKey);
const own = await parseVerifierKey(cosigner.verifierKey);

let folder: string;
let state: Awaited<ReturnType<typeof openWitnessFolder>>;
let log: ForgeableLog;
let now: number;
let events: WitnessEvent[];
let witness: Witness;

const openState = (): ReturnType<typeof openWitnessFolder> =>
  openWitnessFolder({
    folder,
    lock: (path) => lockDirectory(path, { what: 'the witness state', timeoutMs: 0 }),
  });
const open = async (maxPerSecond = 1000): Promise<Witness> =>
  await createWitness({
    cosigner,
    logs: [log.verifier],
    state,
    clock: () => now,
    maxPerSecond,
    report: (event) => events.push(event),
  });
const text = (body: string): Uint8Array => Buffer.from(body);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-witness-'));
  state = await openState();
  log = await forgeableLog();
  now = Date.UTC(2026, 10, 25, 16);
  events = [];
  witness = await open();
});
afterEach(async () => {
  await state.close();
  await rm(folder, { recursive: true });
});

describe('a witness', () => {
  it('cosigns a first checkpoint and each that goes on from the last one', async () => {
    const growing = await log.begin(['a', 'b', 'c']);
    for (const [from, more] of [
      [0, 'd'],
      [3, 'e'],
      [4, 'f'],
    ] as const) {
      const answer = await witness.addCheckpoint(await growing.request(from));
      expect(answer).toMatchObject({
        status: 200,
        body: expect.stringMatching(/^\u2014 witness\.example\/w1 \S+\n$/),
      });
      const note = await verifyNote(`${await growing.checkpoint()}${answer.body}`, [log.verifier, own]);
      expect(note.verifiedBy).toEqual([
        { verifier: log.verifier },
        { verifier: own, witnessedAt: new Date(now) },
      ]);
      await growing.append(more);
      now += 1000;
    }
    expect(events.map(({ event }) => event)).toEqual(['cosigned', 'cosigned', 'cosigned']);
  });

  it('cosigns the same checkpoint again, at a later time', async () => {
    const growing = await log.begin(['a']);
    await witness.addCheckpoint(await growing.request(0));
    now += 5000;
    const again = await witness.addCheckpoint(await growing.request(1));
    const note = await verifyNote(`${await growing.checkpoint()}${again.body}`, [own]);
    expect(note.verifiedBy[0]?.witnessedAt).toEqual(new Date(now));
  });

  it('answers 409 with its size when the sender goes by another', async () => {
    const growing = await log.begin(['a', 'b', 'c']);
    await witness.addCheckpoint(await growing.request(0));
    await growing.append('d');
    const conflict = { status: 409, contentType: 'text/x.tlog.size', body: '3\n' };
    expect(await witness.addCheckpoint(await growing.request(0))).toEqual(conflict);
    expect(await witness.addCheckpoint(await growing.request(2))).toEqual(conflict);
    expect(await witness.addCheckpoint(await growing.request(4))).toEqual(conflict);
    // A log that was rolled back has less than was cosigned, whatever it says.
    const back = await log.begin(['a', 'b']);
    expect(await witness.addCheckpoint(await back.request(0))).toEqual(conflict);
    expect(await witness.addCheckpoint(await back.request(2))).toEqual(conflict);
    const never = await forgeableLog();
    log = never;
    const fresh = await never.begin(['x', 'y']);
    expect(await (await open()).addCheckpoint(await fresh.request(2))).toMatchObject({ status: 409 });
  });

  it('answers 400 to what is no request', async () => {
    const growing = await log.begin(['a', 'b']);
    const checkpoint = await growing.checkpoint();
    const hash = Buffer.alloc(32).toString('base64');
    for (const body of [
      '',
      'old 0',
      'old 0\n\n',
      `old 0\n${checkpoint}`,
      `old 00\n\n${checkpoint}`,
      `old -1\n\n${checkpoint}`,
      `old +1\n\n${checkpoint}`,
      `old 9007199254740993\n\n${checkpoint}`,
      `old  0\n\n${checkpoint}`,
      `OLD 0\n\n${checkpoint}`,
      `old 0\r\n\n${checkpoint}`,
      `old 1\n${hash.slice(0, -1)}\n\n${checkpoint}`,
      `old 1\n${Buffer.alloc(31).toString('base64')}\n\n${checkpoint}`,
      `old 1\n${`${hash}\n`.repeat(64)}\n${checkpoint}`,
      `old 3\n\n${checkpoint}`,
      `old 0\n\n${checkpoint.trimEnd()}`,
      `old 0\n\n${checkpoint}\u0000`,
    ]) {
      expect({ body, status: (await witness.addCheckpoint(text(body))).status }).toEqual({
        body,
        status: 400,
      });
    }
    expect(await witness.addCheckpoint(Buffer.of(0xff, 0xfe))).toMatchObject({ status: 400 });
    expect(await witness.addCheckpoint(Buffer.alloc(65 * 1024, 'a'))).toMatchObject({ status: 413 });
    expect(await readdir(join(folder, 'checkpoints'))).toEqual([]);
  });

  it('answers 404 to a log that it does not know, and 403 to another key', async () => {
    const other = await forgeableLog('zoqore/other/main');
    expect(await witness.addCheckpoint(await (await other.begin(['a'])).request(0))).toMatchObject({
      status: 404,
    });
    const impostor = await forgeableLog();
    expect(await witness.addCheckpoint(await (await impostor.begin(['a'])).request(0))).toMatchObject({
      status: 403,
    });
    // Known name and key id, but the text is not what was signed.
    const growing = await log.begin(['a']);
    const altered = Buffer.from(await growing.request(0))
      .toString()
      .replace('\n1\n', '\n2\n');
    expect(await witness.addCheckpoint(text(altered))).toMatchObject({ status: 403 });
    expect(await readdir(join(folder, 'checkpoints'))).toEqual([]);
  });

  it('takes no cosignature for the signature of a log', async () => {
    const key = generateKeyPairSync('ed25519').privateKey;
    const asWitness = await parseVerifierKey(createCosigner('zoqore/test/main', key).verifierKey);
    await expect(
      createWitness({ cosigner, logs: [asWitness], state, clock: () => now }),
    ).rejects.toMatchObject({ code: 'KEY_INVALID' });
  });

  it('ignores signatures that others added, and does not keep them', async () => {
    const growing = await log.begin(['a']);
    const request = Buffer.from(await growing.request(0)).toString();
    const noise = `\u2014 someone ${Buffer.alloc(80, 7).toString('base64')}\n`.repeat(50);
    expect(await witness.addCheckpoint(text(`${request}${noise}`))).toMatchObject({ status: 200 });
    expect(await state.latest(log.origin)).not.toContain('someone');
  });

  it('takes a checkpoint that two keys of the log signed', async () => {
    const second = createSigner(log.origin, generateKeyPairSync('ed25519').privateKey);
    witness = await createWitness({
      cosigner,
      logs: [log.verifier, await parseVerifierKey(second.verifierKey)],
      state,
      clock: () => now,
    });
    const growing = await log.begin(['a']);
    const note = await growing.checkpoint();
    const body = note.slice(0, note.indexOf('\n\n') + 1);
    const both = `${note}${(await signNote(body, second)).slice(body.length + 1)}`;
    expect(await witness.addCheckpoint(text(`old 0\n\n${both}`))).toMatchObject({ status: 200 });
    expect((await state.latest(log.origin))?.match(/^\u2014/gmu)).toHaveLength(3);
  });

  it('answers 422 to a proof that does not hold, and keeps both checkpoints', async () => {
    const growing = await log.begin(['a', 'b', 'c']);
    const first = Buffer.from(await growing.request(0)).toString();
    const hash = `${Buffer.alloc(32).toString('base64')}\n`;
    expect(await witness.addCheckpoint(text(first.replace('old 0\n', `old 0\n${hash}`)))).toMatchObject({
      status: 422,
    });
    await witness.addCheckpoint(text(first));
    expect(await witness.addCheckpoint(text(first.replace('old 0\n', `old 3\n${hash}`)))).toMatchObject({
      status: 422,
    });
    // Another log of the same key, longer than what was cosigned: its own proof is from another beginning.
    const fork = await log.begin(['a', 'b', 'X', 'd']);
    expect(await witness.addCheckpoint(await fork.request(3))).toMatchObject({ status: 422 });
    expect(events.at(-2)).toMatchObject({
      event: 'contradiction',
      kind: 'unproved',
      knownSize: 3,
      claimedSize: 4,
      kept: expect.any(String),
    });
    expect(await witness.addCheckpoint(await growing.request(3))).toMatchObject({ status: 200 });
  });

  it('never cosigns a second root at one size, and keeps the proof of the fork', async () => {
    const growing = await log.begin(['a', 'b', 'c']);
    const cosigned = await witness.addCheckpoint(await growing.request(0));
    const fork = await log.begin(['a', 'b', 'X']);
    for (const from of [3, 0, 2]) {
      expect(await witness.addCheckpoint(await fork.request(from))).toEqual({
        status: 409,
        contentType: 'text/x.tlog.size',
        body: '3\n',
      });
    }
    const [event] = events.filter((one) => one.event === 'contradiction');
    const kept = event?.kept ?? '';
    // Once, however often it is sent.
    const [cases = ''] = await readdir(join(folder, 'evidence'));
    expect(await readdir(join(folder, 'evidence', cases))).toHaveLength(1);
    const [known, claimed] = await Promise.all(
      ['known', 'claimed'].map((name) => readFile(join(kept, `${name}.checkpoint`), 'utf8')),
    );
    expect(known).toBe(`${await growing.checkpoint()}${cosigned.body}`);
    expect(claimed).toBe(await fork.checkpoint());
    for (const note of [known, claimed]) {
      expect((await verifyNote(note ?? '', [log.verifier])).verifiedBy).toHaveLength(1);
    }
  });

  it('keeps a bounded number of cases', async () => {
    await witness.addCheckpoint(await (await log.begin(['a'])).request(0));
    for (let at = 0; at < 40; at += 1) {
      await witness.addCheckpoint(await (await log.begin([`fork ${at}`])).request(1));
    }
    const [cases = ''] = await readdir(join(folder, 'evidence'));
    expect(await readdir(join(folder, 'evidence', cases))).toHaveLength(32);
    expect(events.at(-1)).toMatchObject({ event: 'contradiction', kept: undefined });
  });

  it('cosigns one of two forks that come at the same time', async () => {
    const roots = await Promise.all(
      Array.from({ length: 16 }, async (_, at) => await (await log.begin([`root ${at}`])).request(0)),
    );
    const answers = await Promise.all(roots.map(async (request) => await witness.addCheckpoint(request)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(15);
  });

  it('never goes back when a short and a long checkpoint come at the same time', async () => {
    const growing = await log.begin(['a', 'b']);
    await witness.addCheckpoint(await growing.request(0));
    const requests: Uint8Array[] = [];
    for (const name of ['c', 'd', 'e', 'f']) {
      await growing.append(name);
      requests.push(await growing.request(2));
    }
    const answers = await Promise.all(requests.toReversed().map((one) => witness.addCheckpoint(one)));
    // Which one comes to its turn first is not promised: signatures are verified side by side, before the turn.
    const won = answers.findIndex(({ status }) => status === 200);
    const conflicts = answers.toSpliced(won, 1);
    expect(conflicts.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(new Set(conflicts.map(({ body }) => body))).toEqual(new Set([`${6 - won}\n`]));
  });

  it('remembers across a restart, and lets nobody in beside it', async () => {
    const growing = await log.begin(['a', 'b', 'c']);
    await witness.addCheckpoint(await growing.request(0));
    await expect(openState()).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
    await state.close();
    state = await openState();
    const again = await open();
    expect(await again.addCheckpoint(await (await log.begin(['X'])).request(0))).toMatchObject({
      body: '3\n',
    });
    await growing.append('d');
    expect(await again.addCheckpoint(await growing.request(3))).toMatchObject({ status: 200 });
  });

  it('cosigns nothing of a log while what it remembers is damaged', async () => {
    const growing = await log.begin(['a', 'b', 'c']);
    await witness.addCheckpoint(await growing.request(0));
    const [name = ''] = await readdir(join(folder, 'checkpoints'));
    const file = join(folder, 'checkpoints', name);
    const whole = await readFile(file, 'utf8');
    await growing.append('d');
    for (const damaged of [
      '',
      whole.slice(0, 40),
      whole.replace('\n3\n', '\n2\n'),
      whole.replace('test', 'tent'),
    ]) {
      await writeFile(file, damaged);
      for (const from of [0, 2, 3]) {
        const answer = await witness.addCheckpoint(await growing.request(from));
        expect(answer).toMatchObject({ status: 503, body: expect.not.stringContaining(folder) });
      }
    }
    await writeFile(file, whole);
    expect(await witness.addCheckpoint(await growing.request(3))).toMatchObject({ status: 200 });
  });

  it('answers 503 and gives no cosignature out that it could not write down', async () => {
    const growing = await log.begin(['a']);
    await rm(join(folder, 'checkpoints'), { recursive: true });
    expect(await witness.addCheckpoint(await growing.request(0))).toMatchObject({ status: 503 });
    expect(events.map(({ event }) => event)).toEqual(['refused']);
  });

  it('states no earlier time than before, also after a restart', async () => {
    const growing = await log.begin(['a']);
    const at = now;
    await witness.addCheckpoint(await growing.request(0));
    now = at - 5_000;
    await growing.append('b');
    const soon = await witness.addCheckpoint(await growing.request(1));
    const note = await verifyNote(`${await growing.checkpoint()}${soon.body}`, [own]);
    expect(note.verifiedBy[0]?.witnessedAt).toEqual(new Date(at));
    now = at - 60_000;
    await growing.append('c');
    expect(await (await open()).addCheckpoint(await growing.request(2))).toMatchObject({ status: 503 });
    now = at + 1000;
    expect(await witness.addCheckpoint(await growing.request(2))).toMatchObject({ status: 200 });
  });

  it('states no earlier time at the same size either, after a restart with the clock set back', async () => {
    const growing = await log.begin(['a']);
    await witness.addCheckpoint(await growing.request(0));
    now += 4_000;
    const again = await witness.addCheckpoint(await growing.request(1));
    now -= 4_000;
    expect(await (await open()).addCheckpoint(await growing.request(1))).toEqual(again);
    now -= 60_000;
    expect(await (await open()).addCheckpoint(await growing.request(1))).toMatchObject({ status: 503 });
  });

  it('answers 429 to a log that grows too often in one second', async () => {
    witness = await open(3);
    const growing = await log.begin(['a']);
    const statuses = [];
    for (let from = 0; from < 5; from += 1) {
      statuses.push((await witness.addCheckpoint(await growing.request(Math.min(from, 3)))).status);
      await growing.append('more');
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    now += 1000;
    expect(await witness.addCheckpoint(await growing.request(3))).toMatchObject({ status: 200 });
  });

  it('cosigns the next checkpoint of a log whose public ones somebody sends again and again', async () => {
    witness = await open(1);
    const growing = await log.begin(['a']);
    const stale = await growing.request(0);
    await witness.addCheckpoint(stale);
    const again = await growing.request(1);
    now += 1000;
    for (let at = 0; at < 9; at += 1) {
      expect(await witness.addCheckpoint(stale)).toMatchObject({ status: 409 });
      expect(await witness.addCheckpoint(again)).toMatchObject({ status: 200 });
    }
    await growing.append('b');
    const next = Buffer.from(await growing.request(1)).toString();
    const unproved = text(next.replace(/^old 1\n.*\n\n/u, 'old 1\n\n'));
    for (let at = 0; at < 9; at += 1) {
      expect(await witness.addCheckpoint(unproved)).toMatchObject({ status: 422 });
    }
    expect(await witness.addCheckpoint(text(next))).toMatchObject({ status: 200 });
  });

  it('takes an empty tree for what it is', async () => {
    const key = generateKeyPairSync('ed25519').privateKey;
    const signer = createSigner('zoqore/empty/main', key);
    witness = await createWitness({
      cosigner,
      logs: [await parseVerifierKey(signer.verifierKey)],
      state,
      clock: () => now,
    });
    const sign = (root: Uint8Array): Promise<string> =>
      signNote(`zoqore/empty/main\n0\n${Buffer.from(root).toString('base64')}\n`, signer);
    expect(await witness.addCheckpoint(text(`old 0\n\n${await sign(Buffer.alloc(32))}`))).toMatchObject({
      status: 422,
    });
    const nothing = await crypto.subtle.digest('SHA-256', new Uint8Array());
    expect(
      await witness.addCheckpoint(text(`old 0\n\n${await sign(new Uint8Array(nothing))}`)),
    ).toMatchObject({
      status: 200,
    });
  });

  it('refuses empty extension lines, and cosigns others as they are', async () => {
    const signer = createSigner('zoqore/ext/main', generateKeyPairSync('ed25519').privateKey);
    witness = await createWitness({
      cosigner,
      logs: [await parseVerifierKey(signer.verifierKey)],
      state,
      clock: () => now,
    });
    const body = `zoqore/ext/main\n1\n${Buffer.alloc(32, 1).toString('base64')}\n`;
    const withEmpty = await signNote(`${body}\nmore\n`, signer);
    expect(await witness.addCheckpoint(text(`old 0\n\n${withEmpty}`))).toMatchObject({ status: 400 });
    const extended = await signNote(`${body}more\n`, signer);
    const answer = await witness.addCheckpoint(text(`old 0\n\n${extended}`));
    expect((await verifyNote(`${extended}${answer.body}`, [own])).verifiedBy).toHaveLength(1);
  });
});
