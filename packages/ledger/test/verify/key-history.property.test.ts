import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseVerifierKey, type Signer } from '../../src/index.ts';
import type { KeyChange } from '../../src/verify/key-change.ts';
import {
  applyKeyChange,
  beginKeyHistory,
  isValidAt,
  keysKnownAt,
  type KeyHistory,
  type LogKey,
} from '../../src/verify/key-history.ts';
import { changeLeaf } from '../keys/forge.ts';
import { newSigner, origin } from '../keys/test-keys.ts';

const signers = Array.from({ length: 4 }, () => newSigner());

/** Anything that somebody with some of the keys could ask for, mostly nonsense. */
const attempt = fc.record({
  act: fc.constantFrom('add' as const, 'retire' as const, 'revoke' as const),
  subject: fc.nat(3),
  signedBy: fc.uniqueArray(fc.nat(3), { maxLength: 4 }),
  gap: fc.nat(3),
  back: fc.nat(12),
});

const validKeys = (keys: readonly LogKey[], size: number): readonly string[] =>
  keys.filter((key) => isValidAt(key, size)).map(({ verifier }) => verifier.verifierKey);

it('never makes a key valid where it was not, always leaves one, and takes no key of nobody', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(attempt, { maxLength: 14 }), async (attempts) => {
      const [first] = signers as [Signer];
      let history = beginKeyHistory(origin, [await parseVerifierKey(first.verifierKey)]);
      const seen: KeyHistory[] = [history];
      let index = 0;
      for (const { act, subject, signedBy, gap, back } of attempts) {
        index += gap;
        const key = signers[subject]?.verifierKey ?? '';
        const about = { log: origin, number: history.changes, first: first.verifierKey, key };
        const change: KeyChange =
          act === 'revoke' ? { ...about, act, from: Math.max(0, index + 1 - back) } : { ...about, act };
        const by = signedBy.flatMap((at) => signers[at] ?? []);
        const leaf = await changeLeaf(change, by);
        const after = await applyKeyChange(history, { index, leaf }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'KEY_CHANGE_INVALID' });
          return undefined;
        });
        if (after === undefined) continue;
        // Somebody agreed to it who was valid, and stays so.
        const stays = new Set(validKeys(after.keys, index + 1));
        const agreed = by.map(({ verifierKey }) => verifierKey).filter((one) => stays.has(one));
        expect(validKeys(history.keys, index).some((one) => agreed.includes(one))).toBe(true);
        for (let size = 0; size <= index; size += 1) {
          const before = validKeys(history.keys, size);
          expect(before).toEqual(expect.arrayContaining([...validKeys(after.keys, size)]));
          // What was known at a size is not changed by what came later.
          expect(keysKnownAt(after, size)).toEqual(keysKnownAt(history, size));
        }
        expect(keysKnownAt(after, index + 1)).toEqual(after.keys);
        history = after;
        seen.push(history);
        index += 1;
      }
      for (const [changes, one] of seen.entries()) expect(one.changes).toBe(changes);
    }),
    { numRuns: Number(process.env['FC_RUNS'] ?? 40) },
  );
});
