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
} from '../src/index.ts';

const signer = createSigner('zoqore/note/main', generateKeyPairSync('ed25519').privateKey);
const verifier = parseVerifierKey(signer.verifierKey);
const text = formatCheckpoint({ origin: 'zoqore/note/main', size: 7, root: Buffer.alloc(32, 7) });

describe('a note', () => {
  it('verifies with the key that signed it, and with no other', async () => {
    const note = await signNote(text, signer);
    expect(verifyNote(note, [verifier])).toEqual({ text, verifiedBy: ['zoqore/note/main'] });
    const stranger = createSigner('zoqore/note/main', generateKeyPairSync('ed25519').privateKey);
    expect(verifyNote(note, [parseVerifierKey(stranger.verifierKey)]).verifiedBy).toEqual([]);
    expect(() => verifyNote(note.replace('\n7\n', '\n8\n'), [verifier])).toThrow(
      expect.objectContaining({ code: 'NOTE_INVALID' }),
    );
  });

  it('may carry signatures of others', async () => {
    const witness = createSigner('witness', generateKeyPairSync('ed25519').privateKey);
    const [own, other] = [await signNote(text, signer), await signNote(text, witness)];
    const both = `${own}${other.slice(text.length + 1)}`;
    expect(verifyNote(both, [verifier, parseVerifierKey(witness.verifierKey)]).verifiedBy).toHaveLength(2);
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
    expect(parseCheckpoint(text)).toEqual({ origin: 'zoqore/note/main', size: 7, root: Buffer.alloc(32, 7) });
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
    (key) => {
      expect(() => parseVerifierKey(key)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    },
  );
});
