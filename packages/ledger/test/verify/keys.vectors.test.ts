import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseVerifierKey } from '../../src/index.ts';
import {
  formatKeyHistory,
  parseKeyHistory,
  verifyEntryProof,
  verifyKeyHistory,
  type KeyHistory,
} from '../../src/verify/index.ts';

const vectors = JSON.parse(
  readFileSync(new URL('../../../../docs/spec/vectors/ledger/keys.json', import.meta.url), 'utf8'),
) as {
  readonly first: string;
  readonly validity: readonly { readonly key: string; readonly from: number; readonly to?: number }[];
  readonly history: string;
  readonly olderHistory: string;
  readonly receipts: readonly {
    readonly what: string;
    readonly proof: string;
    readonly withFirstKey: string;
    readonly withHistory: string;
    readonly withOlderHistory: string;
  }[];
};

describe('the published vectors of keys', () => {
  const historyOf = async (text: string): Promise<KeyHistory> => {
    const check = await verifyKeyHistory(text, [await parseVerifierKey(vectors.first)]);
    if (!check.verified) throw new Error(`${check.fault}: ${check.reason}`);
    return check.history;
  };
  const answer = async (proof: string, history?: KeyHistory): Promise<string> => {
    const keys = [await parseVerifierKey(vectors.first)];
    const check = await verifyEntryProof(proof, { keys, ...(history === undefined ? {} : { history }) });
    return check.verified ? 'verified' : check.fault;
  };

  it('give each key its sizes', async () => {
    const { keys } = await historyOf(vectors.history);
    expect(
      keys.map(({ verifier, from, to }) => ({
        key: verifier.verifierKey,
        from,
        ...(to === Infinity ? {} : { to }),
      })),
    ).toEqual(vectors.validity);
    expect(formatKeyHistory(parseKeyHistory(vectors.history))).toBe(vectors.history);
  });

  it.each(vectors.receipts)(
    'of a receipt $what',
    async ({ proof, withFirstKey, withHistory, withOlderHistory }) => {
      expect([
        await answer(proof),
        await answer(proof, await historyOf(vectors.history)),
        await answer(proof, await historyOf(vectors.olderHistory)),
      ]).toEqual([withFirstKey, withHistory, withOlderHistory]);
    },
  );
});
