import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relyingPartyOf } from '../src/index.ts';
import { createSoftwarePasskey, type PasskeyAlgorithm } from '../src/testing/index.ts';
import { judgeAssertion, parseAssertion, type Assertion } from '../src/webauthn/assertion.ts';
import { authenticationOptions, registrationOptions } from '../src/webauthn/options.ts';
import { judgeRegistration, type MadePasskey } from '../src/webauthn/registration.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 60);
const origin = 'https://zoqore.test';
const relyingParty = relyingPartyOf(origin);
const challenge = Buffer.alloc(32, 1).toString('base64url');

const make = async (algorithm: PasskeyAlgorithm): Promise<{ passkey: MadePasskey; assertion: Assertion }> => {
  const software = createSoftwarePasskey({ origin, algorithm });
  const user = { handle: Buffer.alloc(32, 2).toString('base64url'), name: 'Ada' };
  const made = software.create(registrationOptions(relyingParty, user, challenge, []));
  const verdict = await judgeRegistration(relyingParty, challenge, made);
  if (!verdict.isGood) throw new Error(verdict.fault);
  const assertion = parseAssertion(software.get(authenticationOptions(relyingParty, challenge, [])));
  if (assertion === undefined) throw new Error('expected an answer');
  return { passkey: verdict.passkey, assertion };
};

describe.each<PasskeyAlgorithm>(['ES256', 'EdDSA', 'RS256'])('an answer of %s', (algorithm) => {
  it('counts as it is, and with any byte changed, cut off or added it does not', async () => {
    const { passkey, assertion } = await make(algorithm);
    expect(await judgeAssertion(relyingParty, challenge, assertion, passkey)).toMatchObject({ isGood: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('clientDataJSON', 'authenticatorData', 'signature' as const),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('change', 'cut', 'add' as const),
        async (member, position, mask, how) => {
          const bytes = Buffer.from(assertion[member], 'base64url');
          const at = position % bytes.length;
          if (how === 'change') bytes[at] = (bytes[at] ?? 0) ^ mask;
          const changed =
            how === 'cut'
              ? bytes.subarray(0, at)
              : how === 'add'
                ? Buffer.concat([bytes, Buffer.from([mask])])
                : bytes;
          const forged = { ...assertion, [member]: changed.toString('base64url') };
          const verdict = await judgeAssertion(relyingParty, challenge, forged, passkey);
          expect(verdict.isGood).toBe(false);
        },
      ),
      { numRuns },
    );
  });
});

describe('whatever a client sends', () => {
  it('is judged and never throws', async () => {
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.record({
        id: fc.constant('AAAA'),
        rawId: fc.constant('AAAA'),
        type: fc.constant('public-key'),
        response: fc.record({
          clientDataJSON: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
          attestationObject: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
          authenticatorData: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
          signature: fc.oneof(fc.string(), fc.jsonValue()),
        }),
      }),
    );
    const { passkey } = await make('EdDSA');
    await fc.assert(
      fc.asyncProperty(hostile, async (json) => {
        expect((await judgeRegistration(relyingParty, challenge, json)).isGood).toBe(false);
        const assertion = parseAssertion(json);
        if (assertion === undefined) return;
        expect((await judgeAssertion(relyingParty, challenge, assertion, passkey)).isGood).toBe(false);
      }),
      { numRuns: numRuns * 5 },
    );
  });
});
