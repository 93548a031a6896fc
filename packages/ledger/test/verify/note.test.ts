import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createSigner,
  formatCheckpoint,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  signNote,
  verifyNote,
  type NoteVerifier,
} from '../../src/index.ts';

const signer = createSigner('zoqore/note/main', generateKeyPairSync('ed25519').privateKey);
const verifier = await parseVerifierKey(signer.verifierKey);
const names = async (note: string, verifiers: readonly NoteVerifier[]): Promise<readonly string[]> =>
  (await verifyNote(note, verifiers)).verifiedBy.map(({ verifier: { name } }) => name);
const text = formatCheckpoint({ origin: 'zoqore/note/main', size: 7, root: Buffer.alloc(32, 7) });

describe('a note', () => {
  it('verifies with the key that signed it, and with no other', async () => {
    const note = await signNote(text, signer);
    expect(await verifyNote(note, [verifier])).toEqual({ text, verifiedBy: [{ verifier }] });
    const stranger = createSigner('zoqore/note/main', generateKeyPairSync('ed25519').privateKey);
    expect(await names(note, [await parseVerifierKey(stranger.verifierKey)])).toEqual([]);
    await expect(verifyNote(note.replace('\n7\n', '\n8\n'), [verifier])).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
    });
  });

  it('may carry signatures of others', async () => {
    const witness = createSigner('witness', generateKeyPairSync('ed25519').privateKey);
    const [own, other] = [await signNote(text, signer), await signNote(text, witness)];
    const both = `${own}${other.slice(text.length + 1)}`;
    expect(await names(both, [verifier, await parseVerifierKey(witness.verifierKey)])).toEqual([
      'zoqore/note/main',
      'witness',
    ]);
    expect(parseNote(both).signatures.map(({ name }) => name)).toEqual(['zoqore/note/main', 'witness']);
  });

  it.each([
    ['without signatures', 'a\n'],
    ['without a last line feed', 'a\n\n\u2014 n AAAAAAA='],
    ['with a hyphen for the dash', 'a\n\n- n AAAAAAAA\n'],
    ['with a plus in a name', 'a\n\n\u2014 n+m AAAAAAAA\n'],
    ['with loose base64', 'a\n\n\u2014 n AAAAAAB=\n'],
    ['with a signature of no bytes', 'a\n\n\u2014 n AAAAAA==\n'],
    ['with a control character', 'a\u0001\n\n\u2014 n AAAAAAAA\n'],
    ['with a lone surrogate', 'a\ud800\n\n\u2014 n AAAAAAAA\n'],
    ['with 101 signatures', `a\n\n${'\u2014 n AAAAAAAA\n'.repeat(101)}`],
  ])('is refused %s', (_name, note) => {
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ code: 'NOTE_INVALID' }));
  });
});

describe('a checkpoint', () => {
  it('comes back from its text, whatever extensions follow', () => {
    expect(parseCheckpoint(`${text}extension\n`)).toEqual(parseCheckpoint(text));
    expect(parseCheckpoint(text)).toEqual({
      origin: 'zoqore/note/main',
      size: 7,
      root: new Uint8Array(32).fill(7),
    });
  });

  it.each([
    '',
    'o\n',
    'o\n07\n',
    'o\n-1\n',
    `o\n9007199254740993\n${Buffer.alloc(32).toString('base64')}\n`,
    'o\n7\nAAAA\n',
  ])('is not %j', (body) => {
    expect(() => parseCheckpoint(body)).toThrow(expect.objectContaining({ code: 'NOTE_INVALID' }));
  });
});

describe('a key', () => {
  it('must be Ed25519 and have a plain name', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => createSigner('n', privateKey)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    for (const name of ['', 'a b', 'a+b', 'é']) {
      expect(() => createSigner(name, generateKeyPairSync('ed25519').privateKey)).toThrow(
        expect.objectContaining({ code: 'KEY_INVALID' }),
      );
    }
  });

  it.each(['', 'a+b+c', `${signer.verifierKey}=`, signer.verifierKey.replace('/note/', '/nota/')])(
    'is not read from %j',
    async (key) => {
      await expect(parseVerifierKey(key)).rejects.toMatchObject({ code: 'KEY_INVALID' });
    },
  );
});
