import { createHash, generateKeyPairSync } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { createSigner, parseVerifierKey, signNote } from '@zoqore/ledger';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { attestation, formatManifest } from '../../src/archive/manifest.ts';
import type { Manifest } from '../../src/archive/manifest.ts';

/** An installation that backs itself up, and what a test needs to forge in its name or without it. */
export const signer = createSigner('zoqore/home/main', generateKeyPairSync('ed25519').privateKey);
export const keys = [await parseVerifierKey(signer.verifierKey)];
export const identity = await generateX25519Identity();
export const recipients = [await identityToRecipient(identity)];

export const about = {
  installation: 'home',
  epoch: 0,
  sequence: 1,
  previous: null,
  madeAt: '2026-11-25T12:00:00.000Z',
  app: '0.1.0',
  checkpoint: 'zoqore/home/main\n0\nroot\n',
  schemas: { zoqore_ledger: 9 },
};

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A manifest of files with one part each. */
export function manifestOf(files: Readonly<Record<string, string>>): Manifest {
  return {
    ...about,
    format: 'zoqore/backup/v1',
    files: Object.entries(files)
      .map(([name, content]) => ({
        name,
        parts: [{ sha256: sha256(content), bytes: Buffer.byteLength(content) }],
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

export async function signatureOf(manifest: Manifest, by = signer): Promise<string> {
  return await signNote(attestation(manifest, formatManifest(manifest)), by);
}

/** Encrypts whatever bytes are given, as whoever knows a recipient can. */
export async function seal(tar: Uint8Array): Promise<Uint8Array> {
  return await encrypt(zstdCompressSync(tar));
}

export async function encrypt(bytes: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return await encrypter.encrypt(bytes);
}

export interface RawEntry {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** Type flag of the header. Default `0`, a file. */
  readonly type?: string;
  readonly linkname?: string;
  /** The size field as it stands, when it is not that of the content in octal. */
  readonly size?: Uint8Array;
}

export const endOfTar: Uint8Array = new Uint8Array(1024);

/** One member of a tar, byte by byte (POSIX.1-2017, pax, "ustar Interchange Format"). */
export function rawEntry({ name, content = '', type = '0', linkname = '', size }: RawEntry): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000600\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  if (size === undefined) header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  else header.set(size, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(linkname, 157, 100);
  header.write('ustar\u000000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
