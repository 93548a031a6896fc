import { createHash } from 'node:crypto';
import { canonicalize, parseCanonical } from '@zoqore/ledger';
import { z } from 'zod';
import { ResilienceError } from '../errors.ts';

/** A run of bytes of a file, and its name in the archive. */
export interface Part {
  /** Hexadecimal, of these bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

/** One file of an installation by the name that it has in every installation, whatever its path. */
export interface ArchivedFile {
  /** Segments of `a-z 0-9 . _ -`, joined by slashes. */
  readonly name: string;
  /** In order. A part that several files share is in the archive once. */
  readonly parts: readonly Part[];
}

/** What a backup archive says of itself, before anything that it holds. */
export interface Manifest {
  readonly format: 'zoqore/backup/v1';
  readonly installation: string;
  /** Of the installation: a restore raises it, and what was granted before counts no longer. */
  readonly epoch: number;
  /** Of the archive among those of its installation, from 1. */
  readonly sequence: number;
  /** SHA-256 of the archive before it, hexadecimal; null for the first. */
  readonly previous: string | null;
  /** RFC 3339. */
  readonly madeAt: string;
  /** Version of ZoQore that made it. */
  readonly app: string;
  /** Signed note of the ledger's head at the moment that the archive holds (docs/spec/ledger.md). */
  readonly checkpoint: string;
  /** Migrations that stand, by schema of the database. */
  readonly schemas: Readonly<Record<string, number>>;
  /** Sorted by name, each name once. */
  readonly files: readonly ArchivedFile[];
}

/** So long is a part but the last of its file. 64 MiB: what has to be read to find one that is damaged. */
export const partBytes: number = 64 * 1024 * 1024;
export const maxManifestBytes: number = 8 * 1024 * 1024;

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int().min(0);
const fileName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9_-][a-z0-9._-]*(?:\/[a-z0-9_-][a-z0-9._-]*)*$/);

const manifestSchema = z.strictObject({
  format: z.literal('zoqore/backup/v1'),
  installation: z.string().regex(/^[\x21-\x7e]{1,128}$/),
  epoch: whole,
  sequence: whole.min(1),
  previous: hex.nullable(),
  madeAt: z.iso.datetime(),
  app: z.string().regex(/^[\x21-\x7e]{1,64}$/),
  checkpoint: z.string().max(65_536),
  schemas: z.record(z.string().regex(/^[a-z0-9_]{1,63}$/), whole),
  files: z
    .array(
      z.strictObject({
        name: fileName,
        parts: z.array(z.strictObject({ sha256: hex, bytes: whole.min(1).max(partBytes) })),
      }),
    )
    .max(10_000),
});

/** Canonical JSON (RFC 8785), to be signed and stored as it is. */
export function formatManifest(manifest: Manifest): string {
  return canonicalize(manifest, { maxLength: maxManifestBytes });
}

/** @throws BACKUP_MALFORMED */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = parseCanonical(text, { maxLength: maxManifestBytes });
  } catch (cause) {
    throw malformed('expected canonical JSON', cause);
  }
  const { success, data, error } = manifestSchema.safeParse(value);
  if (!success) {
    const [issue] = error.issues;
    throw malformed(`${issue?.message ?? 'not understood'} at \`${issue?.path.join('.') ?? ''}\``);
  }
  const names = data.files.map(({ name }) => name);
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] ?? ''))) {
    throw malformed('expected files sorted by name, each once');
  }
  partsOf(data);
  return data;
}

/**
 * The parts in the order in which an archive holds them.
 * @throws BACKUP_MALFORMED when one hash has two lengths, or a part that is not the last of its file is short
 */
export function partsOf({ files }: Pick<Manifest, 'files'>): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const file of files) {
    for (const [at, part] of file.parts.entries()) {
      const same = parts.get(part.sha256);
      if (same !== undefined && same.bytes !== part.bytes) {
        throw malformed(`expected one length of \`${part.sha256}\``);
      }
      if (part.bytes !== partBytes && at !== file.parts.length - 1) {
        throw malformed(`expected parts of ${partBytes} bytes before the last of \`${file.name}\``);
      }
      parts.set(part.sha256, part);
    }
  }
  return [...parts.values()];
}

/** Bytes of all files once they are restored. */
export function contentBytes({ files }: Pick<Manifest, 'files'>): number {
  return files.reduce((sum, { parts }) => sum + parts.reduce((bytes, part) => bytes + part.bytes, 0), 0);
}

/** What the installation signs of an archive: the text of a signed note. */
export function attestation(manifest: Manifest, text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return `${manifest.format}\n${manifest.installation}\n${manifest.sequence}\n${digest}\n`;
}

function malformed(message: string, cause?: unknown): ResilienceError {
  return new ResilienceError({
    code: 'BACKUP_MALFORMED',
    message: `manifest not understood: ${message}`,
    cause,
  });
}
