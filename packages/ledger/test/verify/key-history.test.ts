import { beforeAll, describe, expect, it } from 'vitest';
import { parseVerifierKey, type Signer } from '../../src/index.ts';
import type { KeyChange } from '../../src/verify/key-change.ts';
import { applyKeyChange, beginKeyHistory, isValidAt, type KeyHistory } from '../../src/verify/key-history.ts';
import { formatKeyHistory, verifyKeyHistory } from '../../src/verify/index.ts';
import { changeLeaf, forgedProof } from '../keys/forge.ts';
import { newSigner, origin } from '../keys/test-keys.ts';

const first = newSigner();
const second = newSigner();
const stranger = newSigner();
const about = { log: origin, first: first.verifierKey };
const add = (number: number, signer: Signer): KeyChange => ({
  ...about,
  number,
  act: 'add',
  key: signer.verifierKey,
});
const retire = (number: number, signer: Signer): KeyChange => ({
  ...about,
  number,
  act: 'retire',
  key: signer.verifierKey,
});
const revoke = (number: number, signer: Signer, from: number): KeyChange => ({
  ...about,
  number,
  act: 'revoke',
  key: signer.verifierKey,
  from,
});

/** First and second key, the second one from size 6 on. */
let both: KeyHistory;
/** The first one revoked by the entry at 9, from size 8 on. */
let revoked: KeyHistory;
const next = async (
  history: KeyHistory,
  index: number,
  change: KeyChange,
  ...signers: readonly Signer[]
): Promise<KeyHistory> => await applyKeyChange(history, { index, leaf: await changeLeaf(change, signers) });
beforeAll(async () => {
  const begun = beginKeyHistory(origin, [await parseVerifierKey(first.verifierKey)]);
  both = await next(begun, 5, add(0, second), first, second);
  revoked = await next(both, 9, revoke(1, first, 8), second);
});

const invalid = expect.objectContaining({ code: 'KEY_CHANGE_INVALID' });

describe('a change of keys', () => {
  it('counts from the checkpoint on that covers it', () => {
    expect(both.keys.map(({ from, to, end }) => [from, to, end])).toEqual([
      [0, Infinity, undefined],
      [6, Infinity, undefined],
    ]);
    expect(revoked.keys.map(({ from, to, end }) => [from, to, end])).toEqual([
      [0, 8, 'revoked'],
      [6, Infinity, undefined],
    ]);
  });

  it.each<[string, () => Promise<KeyHistory>]>([
    ['signed by nobody of the log', () => next(both, 9, add(1, stranger), stranger)],
    ['without the signature of the key that joins', () => next(both, 9, add(1, stranger), first, second)],
    ['by a key that is revoked', () => next(revoked, 12, add(2, stranger), first, stranger)],
    ['by the key that it ends alone', () => next(both, 9, retire(1, second), second)],
    ['by the key whose revocation it is alone', () => next(both, 9, revoke(1, first, 0), first)],
    ['that stands before the last one', () => next(revoked, 9, add(2, stranger), second, stranger)],
    ['of a number that was', () => next(revoked, 12, add(1, stranger), second, stranger)],
    ['of a number that is to come', () => next(revoked, 12, add(3, stranger), second, stranger)],
    ['that adds a key again', () => next(revoked, 12, add(2, first), second, first)],
    ['that ends a key of nobody', () => next(both, 9, retire(1, stranger), second)],
    ['that ends a key a second time', () => next(revoked, 12, retire(2, first), second)],
    ['that gives a revoked key time', () => next(revoked, 12, revoke(2, first, 9), second)],
    ['that revokes from beyond itself', () => next(both, 9, revoke(1, first, 11), second)],
    [
      'of another log',
      () => next(both, 9, { ...add(1, stranger), log: 'zoqore/other/main' }, first, stranger),
    ],
    [
      'of a log with another first key',
      () => next(both, 9, { ...add(1, stranger), first: second.verifierKey }, second, stranger),
    ],
    [
      'that adds a key of another log',
      () => {
        const other = newSigner('zoqore/other/main');
        return next(both, 9, add(1, other), first, other);
      },
    ],
    [
      'under another kind',
      async () =>
        await applyKeyChange(both, {
          index: 9,
          leaf: await changeLeaf(retire(1, first), [second], { kind: 'ledger.key-added' }),
        }),
    ],
    [
      'under another idem',
      async () =>
        await applyKeyChange(both, {
          index: 9,
          leaf: await changeLeaf(retire(1, first), [second], { idem: 'retire' }),
        }),
    ],
    [
      'whose text was changed after it was signed',
      async () => {
        const leaf = await changeLeaf(revoke(1, first, 8), [second]);
        return await applyKeyChange(both, { index: 9, leaf: leaf.replace(' 8\\n', ' 2\\n') });
      },
    ],
    ['that is no JSON', () => applyKeyChange(both, { index: 9, leaf: '{' })],
    ['that is null', () => applyKeyChange(both, { index: 9, leaf: 'null' })],
  ])('does not count %s', async (_what, attempt) => {
    await expect(attempt()).rejects.toThrow(invalid);
  });
});

describe('a history that was passed on', () => {
  const filler = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => `filler ${at}`);
  const file = async (
    changes: readonly (readonly [index: number, leaf: string, signer: Signer])[],
  ): Promise<string> =>
    formatKeyHistory({
      first: first.verifierKey,
      proofs: await Promise.all(
        changes.map(async ([index, leaf, signer]) => await forgedProof([...filler(index), leaf], signer)),
      ),
    });
  const check = async (text: string, trusted: Signer = first): Promise<unknown> =>
    await verifyKeyHistory(text, [await parseVerifierKey(trusted.verifierKey)]);
  let adds: string;
  let revokes: string;
  beforeAll(async () => {
    adds = await changeLeaf(add(0, second), [first, second]);
    revokes = await changeLeaf(revoke(1, first, 8), [second]);
  });

  it('verifies with any key of it, and with no other', async () => {
    const text = await file([
      [5, adds, first],
      [9, revokes, second],
    ]);
    for (const trusted of [first, second]) {
      expect(await check(text, trusted)).toMatchObject({ verified: true, history: { changes: 2 } });
    }
    expect(await check(text, stranger)).toMatchObject({ verified: false, fault: 'key-unknown' });
    expect(await check(await file([]))).toMatchObject({ verified: true, history: { changes: 0 } });
  });

  it('of another log is told before any of its signatures is checked', async () => {
    const unsigned = adds.replaceAll(/\u2014 [^"]*/gu, `\u2014 x ${'A'.repeat(92)}\\n`);
    const text = await file([[5, unsigned, first]]);
    expect(await check(text)).toMatchObject({ fault: 'change-invalid' });
    expect(await check(text, stranger)).toMatchObject({ fault: 'key-unknown' });
  });

  it('names what is forged', async () => {
    // Its end cut off: an older history, in which the revocation cannot be seen.
    expect(await check(await file([[5, adds, first]]))).toMatchObject({ verified: true });
    // Its beginning cut off, and turned round.
    expect(await check(await file([[9, revokes, second]]))).toMatchObject({ fault: 'change-invalid' });
    expect(
      await check(
        await file([
          [9, revokes, second],
          [5, adds, first],
        ]),
      ),
    ).toMatchObject({ fault: 'change-invalid' });
    // The revoked key vouches for the place of its own revocation, or of what came before it.
    expect(
      await check(
        await file([
          [5, adds, first],
          [9, revokes, first],
        ]),
      ),
    ).toMatchObject({ fault: 'key-revoked' });
    // The key that joins, in front of its place.
    expect(await check(await file([[5, adds, stranger]]))).toMatchObject({ fault: 'key-unknown' });
    // Somebody else's log from the first key on: only the signature of the one that is trusted is missing.
    const theirs = await changeLeaf({ ...add(0, second), first: stranger.verifierKey }, [stranger, second]);
    const their = formatKeyHistory({
      first: stranger.verifierKey,
      proofs: [await forgedProof([theirs], stranger)],
    });
    expect(await check(their)).toMatchObject({ verified: false, fault: 'key-unknown' });
    // One that nobody of the log agreed to.
    const alien = await changeLeaf(add(0, stranger), [stranger]);
    expect(await check(await file([[5, alien, stranger]]))).toMatchObject({ fault: 'change-invalid' });
  });

  it.each([
    ['nothing', () => ''],
    ['another version', (text: string) => text.replace('history@v1', 'history@v2')],
    ['another first key', (text: string) => text.replace(first.verifierKey, stranger.verifierKey)],
    ['a line more', (text: string) => text.replace('@v1\n', '@v1\n\n')],
    ['a proof of nothing', (text: string) => text.replace(/^extra .*\n/m, '')],
    ['a leaf that was changed', (text: string) => text.replace(/^extra .{8}/m, 'extra eyJhY3Rw')],
    ['an index that was changed', (text: string) => text.replace('index 5', 'index 4')],
  ])('is not %s', async (_what, change) => {
    expect(await check(change(await file([[5, adds, first]])))).toMatchObject({ verified: false });
  });
});

it('is a function of size: valid from one size to before another', () => {
  const [older, newer] = revoked.keys;
  const validAt = (key: typeof older): readonly number[] =>
    Array.from({ length: 12 }, (_, size) => size).filter((size) => key !== undefined && isValidAt(key, size));
  expect(validAt(older)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(validAt(newer)).toEqual([6, 7, 8, 9, 10, 11]);
});
