import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { QoreError } from './errors.ts';
import { statOf } from './home.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** Under what name the record has the key of `agentKey`. */
export const agentKeyName = 'agent';

export interface SecretFiles {
  /** API key of scope `decide`, for agents; may speak for any actor until `keys bind` puts another in its place. */
  readonly agentKey: string;
  /** API key of scopes `approve` and `admin`, for the person at this machine. */
  readonly hostKey: string;
  /** First Ed25519 key that signs the heads of the ledger, PKCS #8 PEM; gone once it is retired (`ledger-key-files.ts`). */
  readonly ledgerKey: string;
}

export function secretFiles(folder: string): SecretFiles {
  return {
    agentKey: join(folder, 'agent.key'),
    hostKey: join(folder, 'host.key'),
    ledgerKey: join(folder, 'ledger.key'),
  };
}

/** Creates what is missing, once; two first starts at the same time end up with the same files. */
export function createSecrets(folder: string, newApiKey: () => string): SecretFiles {
  const files = secretFiles(folder);
  for (const path of [files.agentKey, files.hostKey]) {
    if (statOf(path) === undefined) writePrivateFile(path, `${newApiKey()}\n`, 'create');
  }
  if (ledgerKeyNames(folder).length === 0) {
    writeLedgerKey(files.ledgerKey, generateKeyPairSync('ed25519').privateKey);
  }
  return files;
}

/** @throws QoreError SECRET_UNSAFE, SECRET_INVALID */
export function readApiKey(path: string): string {
  const key = readPrivateFile(path, 4096).trim();
  if (!/^[\u0021-\u007e]{8,512}$/.test(key)) {
    throw new QoreError({
      code: 'SECRET_INVALID',
      message: `\`${path}\` holds no API key: expected one line of 8 to 512 visible characters`,
      details: { path },
    });
  }
  return key;
}

/** Names of the files in the folder of secrets that hold a private key of the ledger, the first one's first. */
export function ledgerKeyNames(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^ledger(?:-[0-9a-f]{8})?\.key$/.test(name))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

/** PKCS #8 PEM, durable; a file that is there stays: returns false then. */
export function writeLedgerKey(path: string, key: KeyObject): boolean {
  return writePrivateFile(path, key.export({ type: 'pkcs8', format: 'pem' }).toString(), 'create');
}

/** @throws QoreError SECRET_UNSAFE, SECRET_INVALID */
export function readLedgerKey(path: string): KeyObject {
  const pem = readPrivateFile(path, 4096);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw new QoreError({
      code: 'SECRET_INVALID',
      message: `\`${path}\` holds no private key in PEM form`,
      cause: error,
      details: { path },
    });
  }
  throw new QoreError({
    code: 'SECRET_INVALID',
    message: `\`${path}\` holds a key of another kind, expected Ed25519`,
    details: { path },
  });
}
