import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createCosigner } from '@zoqore/ledger';
import type { Cosigner } from '@zoqore/ledger';
import { z } from 'zod';
import { QoreError } from '../errors.ts';
import { requirePrivateFolder, statOf } from '../home.ts';
import { readPrivateFile, writePrivateFile } from '../private-file.ts';
import { excerpt } from '../render/neutralise.ts';

/** Name and key in one file: together they are what verifiers are given. */
const keyFileSchema = z.strictObject({ name: z.string().max(255), privateKey: z.string().max(4096) });

/**
 * The key of the witness in a folder, made at the first call, with the folder. Without a name it gets one by chance.
 * @throws QoreError HOME_UNSAFE, SECRET_UNSAFE, SECRET_INVALID; USAGE_INVALID when it has another name already, for what
 * cannot be a name, and when the folder is a file
 */
export function openWitnessKey(folder: string, name: string | undefined): Cosigner {
  const there = statOf(folder);
  if (there?.isFile() === true) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `--state: expected a folder, found the file \`${excerpt(folder, 400)}\``,
    });
  }
  if (there === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  requirePrivateFolder(folder);
  const file = join(folder, 'witness.key');
  if (statOf(file) === undefined)
    createKeyFile(file, name ?? `zoqore/witness/${randomBytes(6).toString('hex')}`);
  const cosigner = readKeyFile(file);
  if (name === undefined || name === cosigner.name) return cosigner;
  throw new QoreError({
    code: 'USAGE_INVALID',
    message: `this witness is named \`${cosigner.name}\`, which is part of its key; found --name \`${excerpt(name, 100)}\``,
    hint: 'leave --name out, or choose another --state for another witness',
  });
}

function createKeyFile(file: string, name: string): void {
  const { privateKey } = generateKeyPairSync('ed25519');
  // Before it is written: a name that no key can have must not stay.
  requireName(name, privateKey);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writePrivateFile(file, `${JSON.stringify({ name, privateKey: pem }, undefined, 2)}\n`, 'create');
}

function requireName(name: string, privateKey: KeyObject): void {
  try {
    createCosigner(name, privateKey);
  } catch (cause) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `--name: expected visible ASCII without spaces and pluses, such as witness.example/w1, found \`${excerpt(name, 100)}\``,
      cause,
    });
  }
}

function readKeyFile(file: string): Cosigner {
  const text = readPrivateFile(file, 16_384);
  try {
    const { name, privateKey } = keyFileSchema.parse(JSON.parse(text));
    return createCosigner(name, createPrivateKey(privateKey));
  } catch (cause) {
    throw new QoreError({
      code: 'SECRET_INVALID',
      message: `\`${file}\` holds no key of a witness: expected {"name", "privateKey"}, Ed25519 in PEM form`,
      hint: 'put it back from a backup: under another key it is another witness',
      cause,
      details: { path: file },
    });
  }
}
