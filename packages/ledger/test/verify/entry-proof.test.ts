import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createSigner,
  formatCheckpoint,
  hashLeaf,
  hashNode,
  parseVerifierKey,
  signNote,
} from '../../src/index.ts';
import { signatureLineOf } from '../../src/signer.ts';
import { formatTlogProof, parseTlogProof } from '../../src/verify/tlog-proof.ts';
import { cosignedText, keyIdOf } from '../../src/verify/verifier-key.ts';
import { verifyEntryProof } from '../../src/verify/verify-entry-proof.ts';

const origin = 'zoqore/proof/main';
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const key = await parseVerifierKey(signer.verifierKey);
const leaf = Buffer.from('{"n":"é"}');
const sibling = hashLeaf(Buffer.from('other'));
const text = formatCheckpoint({ origin, size: 2, root: hashNode(hashLeaf(leaf), sibling) });
const checkpoint = await signNote(text, signer);
const proof = { index: 0, path: [sibling], checkpoint, extra: leaf };
const proofText = formatTlogProof(proof);

/** A witness as C2SP tlog-cosignature describes it, made with Node's own crypto. */
async function witness(name: string, seconds: bigint, pair = generateKeyPairSync('ed25519')) {
  const { privateKey, publicKey } = pair;
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const material = new Uint8Array(Buffer.concat([Buffer.of(4), raw]));
  const keyId = await keyIdOf(name, material);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(seconds);
  const cosign = (note: string): string =>
    signatureLineOf(
      { name, keyId },
      Buffer.concat([time, sign(null, Buffer.from(cosignedText(note, seconds)), privateKey)]),
    );
  return {
    cosign,
    key: await parseVerifierKey(
      `${name}+${Buffer.from(keyId).toString('hex')}+${Buffer.from(material).toString('base64')}`,
    ),
  };
}

describe('a proof of an entry', () => {
  it('comes back from its text', () => {
    expect(proofText.split('\n').slice(0, 4)).toEqual([
      'c2sp.org/tlog-proof@v1',
      `extra ${leaf.toString('base64')}`,
      'index 0',
      Buffer.from(sibling).toString('base64'),
    ]);
    expect(formatTlogProof(parseTlogProof(proofText))).toBe(proofText);
    const { extra: _extra, ...bare } = proof;
    expect(formatTlogProof(parseTlogProof(formatTlogProof(bare)))).toBe(formatTlogProof(bare));
  });

  it('verifies with the key of its log, and says what stands where', async () => {
    expect(await verifyEntryProof(proofText, { keys: [key] })).toEqual({
      verified: true,
      log: origin,
      index: 0,
      size: 2,
      leaf: '{"n":"é"}',
      witnesses: [],
    });
  });

  it('is refused when leaf, index, path, root, signature or key is another', async () => {
    const other = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
    const elsewhere = createSigner('zoqore/proof/else', generateKeyPairSync('ed25519').privateKey);
    const cases: readonly (readonly [string, string, string])[] = [
      ['not-included', signer.verifierKey, formatTlogProof({ ...proof, extra: Buffer.from('{"n":"e"}') })],
      ['not-included', signer.verifierKey, formatTlogProof({ ...proof, index: 1 })],
      ['not-included', signer.verifierKey, formatTlogProof({ ...proof, path: [] })],
      ['not-included', signer.verifierKey, formatTlogProof({ ...proof, path: [sibling, sibling] })],
      ['bad-signature', signer.verifierKey, proofText.replace('\n2\n', '\n3\n')],
      ['key-unknown', other.verifierKey, proofText],
      ['malformed', signer.verifierKey, proofText.replace(/extra .*\n/, '')],
      // A key that signs for another log signed this text: it says nothing about this one.
      [
        'key-unknown',
        elsewhere.verifierKey,
        formatTlogProof({ ...proof, checkpoint: await signNote(text, elsewhere) }),
      ],
    ];
    for (const [fault, verifierKey, given] of cases) {
      const keys = [await parseVerifierKey(verifierKey)];
      expect(await verifyEntryProof(given, { keys }), fault).toMatchObject({ verified: false, fault });
    }
  });

  it('counts one public key under two names, and two under one name, as one witness', async () => {
    const pair = generateKeyPairSync('ed25519');
    for (const witnesses of [
      [await witness('w1.example', 1n, pair), await witness('w2.example', 1n, pair)],
      [await witness('w1.example', 1n), await witness('w1.example', 1n)],
    ]) {
      const cosigned = `${checkpoint}${witnesses.map(({ cosign }) => cosign(text)).join('')}`;
      const seen = formatTlogProof({ ...proof, checkpoint: cosigned });
      const keys = [key, ...witnesses.map((one) => one.key)];
      expect(await verifyEntryProof(seen, { keys, quorum: 1 })).toMatchObject({ verified: true });
      expect(await verifyEntryProof(seen, { keys, quorum: 2 })).toMatchObject({
        fault: 'too-few-witnesses',
        reason: 'expected 2 witnesses, found 1',
      });
    }
  });

  it('refuses a cosignature of a time that no clock shows', async () => {
    const never = await witness('w1.example', 2n ** 64n - 1n);
    const seen = formatTlogProof({ ...proof, checkpoint: `${checkpoint}${never.cosign(text)}` });
    expect(await verifyEntryProof(seen, { keys: [key, never.key] })).toMatchObject({
      fault: 'bad-signature',
    });
  });

  it('counts each witness that cosigned once', async () => {
    const [first, second] = [await witness('w1.example', 1_800_000_000n), await witness('w2.example', 1n)];
    const keys = [key, first.key, second.key];
    const seen = formatTlogProof({ ...proof, checkpoint: `${checkpoint}${first.cosign(text)}` });
    expect(await verifyEntryProof(seen, { keys, quorum: 1 })).toMatchObject({
      verified: true,
      witnesses: [{ name: 'w1.example', at: new Date('2027-01-15T08:00:00.000Z') }],
    });
    expect(await verifyEntryProof(seen, { keys, quorum: 2 })).toMatchObject({ fault: 'too-few-witnesses' });
    const twice = formatTlogProof({
      ...proof,
      checkpoint: `${checkpoint}${first.cosign(text)}${first.cosign(text)}`,
    });
    expect(await verifyEntryProof(twice, { keys, quorum: 2 })).toMatchObject({ fault: 'too-few-witnesses' });
    // The witness's own key cannot stand in for the log's.
    const alone = formatTlogProof({ ...proof, checkpoint: `${text}\n${first.cosign(text)}` });
    expect(await verifyEntryProof(alone, { keys })).toMatchObject({ fault: 'key-unknown' });
    // A cosignature over another time than it states.
    const moved = first.cosign(text).replace(/.{4}\n$/, 'AAA=\n');
    expect(
      await verifyEntryProof(formatTlogProof({ ...proof, checkpoint: checkpoint + moved }), { keys }),
    ).toMatchObject({
      verified: false,
    });
  });

  it.each([
    ['nothing', ''],
    ['another version', proofText.replace('@v1', '@v2')],
    ['an index with a leading zero', proofText.replace('index 0', 'index 00')],
    ['an index past 2^53', proofText.replace('index 0', 'index 9007199254740993')],
    ['a short hash', proofText.replace(Buffer.from(sibling).toString('base64'), 'AAAA')],
    ['loose base64', proofText.replace(/=\n/, '\n')],
    ['a carriage return', proofText.replace('\n', '\r\n')],
    ['a leaf that is not UTF-8', formatTlogProof({ ...proof, extra: Buffer.of(0xff) })],
  ])('is not %s', async (_name, given) => {
    expect(await verifyEntryProof(given, { keys: [key] })).toMatchObject({ verified: false });
    if (given !== '' && !given.includes('extra /w==')) {
      expect(() => parseTlogProof(given)).toThrow(expect.objectContaining({ code: 'PROOF_INVALID' }));
    }
  });
});
