import { resolve } from 'node:path';
import type { Anchor, PublicationEvent, PublicationOptions } from '@zoqore/ledger';
import type { S3Credentials } from '@zoqore/ledger/anchor';
import { z } from 'zod';
import type { Config } from './config.ts';
import { QoreError } from './errors.ts';
import type { Home } from './home.ts';
import { readPrivateFile } from './private-file.ts';
import { readApiKey } from './secrets.ts';

interface PublicationSettings {
  readonly home: Home;
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Without it nobody is asked or shown anything: what was cosigned before still counts. */
  readonly onPublication?: ((event: PublicationEvent) => void) | undefined;
}

/**
 * Witnesses and anchors as zoqore.yaml has them.
 * @throws QoreError SECRET_UNSAFE, SECRET_INVALID; LedgerError WITNESS_INVALID
 */
export async function publicationOf(settings: PublicationSettings): Promise<PublicationOptions> {
  const { config, onPublication: report } = settings;
  const { witnesses, quorum, anchors, anchorEverySeconds } = config.ledger;
  const majority = Math.floor(witnesses.length / 2) + 1;
  return {
    ...(witnesses.length === 0 ? {} : { witnesses: { witnesses, quorum: quorum ?? majority } }),
    // A short visit needs none of their secrets.
    anchors: report === undefined || anchors.length === 0 ? [] : await openAnchors(settings),
    anchorIntervalMs: anchorEverySeconds * 1000,
    isSilent: report === undefined,
    fetch,
    random: Math.random,
    ...(report === undefined ? {} : { report }),
  };
}

async function openAnchors({ home, config, environment }: PublicationSettings): Promise<readonly Anchor[]> {
  const { createFileAnchor, createHttpAnchor, createS3Anchor } = await import('@zoqore/ledger/anchor');
  const absolute = (path: string): string => resolve(home.root, path);
  return config.ledger.anchors.map((anchor) => {
    if (anchor.type === 'file') return createFileAnchor(absolute(anchor.path));
    if (anchor.type === 'http') {
      const { url, tokenFile } = anchor;
      const token = tokenFile === undefined ? {} : { token: readApiKey(absolute(tokenFile)) };
      return createHttpAnchor({ url, ...token, fetch });
    }
    const { credentialsFile, type: _type, ...place } = anchor;
    const credentials =
      credentialsFile === undefined ? credentialsIn(environment) : credentialsAt(absolute(credentialsFile));
    return createS3Anchor({ ...place, credentials, fetch });
  });
}

const credentialsSchema = z.strictObject({
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: z.string().min(1).max(256),
  sessionToken: z.string().min(1).max(8192).exactOptional(),
});

function credentialsAt(path: string): S3Credentials {
  const text = readPrivateFile(path, 16_384);
  try {
    return credentialsSchema.parse(JSON.parse(text));
  } catch {
    // Without the cause: it may quote the secret.
    throw new QoreError({
      code: 'SECRET_INVALID',
      message: `\`${path}\` holds no credentials: expected {"accessKeyId", "secretAccessKey"}`,
      hint: 'mend the file, or leave `credentialsFile` out and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      details: { path },
    });
  }
}

function credentialsIn(environment: PublicationSettings['environment']): S3Credentials {
  const { success, data } = credentialsSchema.safeParse({
    accessKeyId: environment['AWS_ACCESS_KEY_ID'],
    secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'],
    ...(environment['AWS_SESSION_TOKEN'] === undefined
      ? {}
      : { sessionToken: environment['AWS_SESSION_TOKEN'] }),
  });
  if (success) return data;
  throw new QoreError({
    code: 'SECRET_INVALID',
    message:
      'an anchor in a bucket needs credentials, and AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set',
    hint: 'set them, or name a `credentialsFile` of mode 0600 beside the bucket in zoqore.yaml',
  });
}
