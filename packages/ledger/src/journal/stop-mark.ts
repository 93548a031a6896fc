import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../durable-file.ts';

/**
 * How the last user of a directory left it. `unclean`: without a word, and the machine has been started since, so
 * that writes may be missing; `running`: without a word, on this very boot, so that none are.
 */
export type StopMark = 'none' | 'clean' | 'running' | 'unclean';

const fileName = 'state.json';

export async function readStopMark(directory: string): Promise<StopMark> {
  let text: string;
  try {
    text = await readFile(join(directory, fileName), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'none';
    throw error;
  }
  try {
    const mark: unknown = JSON.parse(text);
    if (typeof mark !== 'object' || mark === null) return 'unclean';
    if ('isClean' in mark && mark.isClean === true) return 'clean';
    const boot = await bootId();
    return 'boot' in mark && boot !== undefined && mark.boot === boot ? 'running' : 'unclean';
  } catch {
    // Half a file: whoever wrote it was interrupted.
    return 'unclean';
  }
}

export async function writeStopMark(directory: string, isClean: boolean): Promise<void> {
  const mark = { isClean, boot: await bootId() };
  await replaceFile(join(directory, fileName), `${JSON.stringify(mark)}\n`);
}

/** Undefined where the kernel does not say: then every stop without a word counts as one of the machine. */
async function bootId(): Promise<string | undefined> {
  try {
    return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  } catch {
    return undefined;
  }
}
