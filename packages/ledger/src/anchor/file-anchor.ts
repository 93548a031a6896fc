import { open, type FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from '../durable-file.ts';
import { isSameText, type Anchor, type AnchoredCheckpoint } from './anchor.ts';

/** A line, with room to spare: a note of a log has few signatures. */
const tailBytes = 64 * 1024;

/**
 * Appends checkpoints to a file, a JSON line `{"origin", "size", "note"}` each, forced to the disk. What is there is never
 * changed; a file that says more than the log has, or something else, is an error. Meant for a disk or a share that the
 * log's owner cannot rewrite.
 */
export function createFileAnchor(path: string): Anchor {
  return {
    name: `file ${path}`,
    async publish(checkpoint) {
      const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
      const file = await open(path, flags, 0o600);
      try {
        const { last, isTorn } = await readEnd(file);
        if (last !== undefined && isSame(last, checkpoint)) return;
        const { origin, size, note } = checkpoint;
        // Half a line of a machine that stopped is left as it is.
        await file.appendFile(`${isTorn ? '\n' : ''}${JSON.stringify({ origin, size, note })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(dirname(path));
    },
  };
}

/** @throws when the line before says that this checkpoint cannot follow */
function isSame(last: AnchoredCheckpoint, { origin, size, note }: AnchoredCheckpoint): boolean {
  if (last.origin !== origin) throw new Error(`the file has checkpoints of another log, \`${last.origin}\``);
  if (last.size > size)
    throw new Error(`the file has a checkpoint of ${last.size} entries, and here are ${size}`);
  if (last.size < size) return false;
  if (isSameText(last.note, note)) return true;
  throw new Error(`the file has another checkpoint of ${size} entries`);
}

/** The last whole line that is a checkpoint. */
async function readEnd(file: FileHandle): Promise<{ last: AnchoredCheckpoint | undefined; isTorn: boolean }> {
  const { size } = await file.stat();
  const from = Math.max(0, size - tailBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  const text = buffer.subarray(0, bytesRead).toString();
  const lines = text.split('\n').slice(from === 0 ? 0 : 1, -1);
  const last = lines.map(parseLine).findLast((line) => line !== undefined);
  return { last, isTorn: text !== '' && !text.endsWith('\n') };
}

function parseLine(line: string): AnchoredCheckpoint | undefined {
  try {
    const { origin, size, note } = Object(JSON.parse(line)) as Record<string, unknown>;
    return typeof origin === 'string' && typeof size === 'number' && typeof note === 'string'
      ? { origin, size, note }
      : undefined;
  } catch {
    return undefined;
  }
}
