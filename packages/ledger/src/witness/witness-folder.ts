import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, syncFolder, writeDurably } from '../durable-file.ts';
import { LedgerError } from '../errors.ts';
import { parseCheckpoint } from '../verify/checkpoint.ts';
import { parseNote } from '../verify/note.ts';
import type { Evidence, WitnessState } from './witness-state.ts';

/** Where a witness keeps its memory, and how others are kept out. */
export interface WitnessFolderOptions {
  /** Made when it is missing, 0700. */
  readonly folder: string;
  /** Keeps every other process out, or throws; `lockDirectory` of @zoqore/database does. */
  readonly lock: (folder: string) => Promise<{ release(): Promise<void> }>;
}

/** Cases of one kind that are kept of one log. */
const maxCases = 32;

/**
 * A witness's memory as small files: `checkpoints/<log>.checkpoint` is the last checkpoint that was cosigned,
 * `evidence/<log>/<kind>-<size>-<digest>/` the two that do not go together.
 *
 * @throws what `lock` throws
 */
export async function openWitnessFolder({
  folder,
  lock,
}: WitnessFolderOptions): Promise<WitnessState & { close(): Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const held = await lock(folder);
  const checkpoints = join(folder, 'checkpoints');
  const evidence = join(folder, 'evidence');
  try {
    for (const path of [checkpoints, evidence]) await mkdir(path, { recursive: true, mode: 0o700 });
    await syncFolder(folder);
  } catch (error) {
    await held.release();
    throw error;
  }
  const fileOf = (origin: string): string => join(checkpoints, `${nameOf(origin)}.checkpoint`);
  return {
    // Read anew each time: what stands on the disk is what a successor will go by.
    async latest(origin) {
      const note = await readIfThere(fileOf(origin));
      if (note === undefined) return undefined;
      // Half a file must not count as none: that would begin the log anew.
      if (parseCheckpoint(parseNote(note).text).origin === origin) return note;
      throw new LedgerError({
        code: 'NOTE_INVALID',
        message: `expected a checkpoint of \`${origin}\` in \`${fileOf(origin)}\`, found another log's`,
      });
    },
    save: async (origin, cosigned) => await replaceFile(fileOf(origin), cosigned),
    async keepEvidence({ origin, kind, size, known, claimed }: Evidence) {
      const cases = join(evidence, nameOf(origin));
      await mkdir(cases, { recursive: true, mode: 0o700 });
      const name = `${kind}-${size}-${digest(parseNote(claimed).text)}`;
      const kept = await readdir(cases);
      if (kept.includes(name)) return join(cases, name);
      if (kept.filter((other) => other.startsWith(`${kind}-`)).length >= maxCases) return undefined;
      const draft = join(cases, `.${name}`);
      await rm(draft, { recursive: true, force: true });
      await mkdir(draft, { mode: 0o700 });
      await writeDurably(join(draft, 'known.checkpoint'), known);
      await writeDurably(join(draft, 'claimed.checkpoint'), claimed);
      await syncFolder(draft);
      await rename(draft, join(cases, name));
      await syncFolder(cases);
      await syncFolder(evidence);
      return join(cases, name);
    },
    close: async () => await held.release(),
  };
}

/** Readable, and distinct also where a file system does not tell capitals from small letters. */
function nameOf(origin: string): string {
  return `${origin
    .replaceAll(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\./, '_')
    .slice(0, 100)}-${digest(origin)}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
