import { join } from 'node:path';
import { z } from 'zod';
import { ResilienceError } from '../errors.ts';
import { removeLink, removeTree, replaceLink } from '../operation/durable.ts';
import type { FileSystem } from '../operation/file-system.ts';
import type { Operation } from '../operation/operation.ts';

/** From which generation of the data to which, below one folder that is on the disk. */
export interface SwitchPlan {
  /** Absolute: where the generations are and the link `data` that leads to the one in use. */
  readonly home: string;
  /** `gen-3`, where the link leads; undefined when there is none yet. */
  readonly from?: string | undefined;
  /** `gen-4`, which is not there yet. */
  readonly to: string;
}

export interface SwitchWork {
  /** Makes the new generation whole in this folder, which is not there; on the disk when it resolves. */
  readonly build: (folder: string) => Promise<void>;
  /** Throws unless the generation in this folder is whole: opened, checked, its ledger verified. */
  readonly prove: (folder: string) => Promise<void>;
  /** Throws unless what runs on the new generation works. It is in use meanwhile. */
  readonly check: () => Promise<void>;
}

const generation = z.string().regex(/^gen-[1-9]\d{0,8}$/);
const planSchema = z.strictObject({
  home: z.string().startsWith('/'),
  from: generation.exactOptional(),
  to: generation,
});

/** The name of what a generation is built in. Nothing ever reads it, and whatever is left of it is removed. */
function partial(to: string): string {
  return `${to}.partial`;
}

/**
 * Another generation of the data beside the one in use, and the link moved to it: build, prove, switch, check. The one
 * in use is never written to, and stays for whoever wants it back. At every instant the link leads to a whole generation.
 */
export function switchGeneration({ build, prove, check }: SwitchWork): Operation<SwitchPlan> {
  return {
    kind: 'switch-generation',
    parsePlan: (value) => planSchema.parse(value),
    // INVARIANT: what has the name of the new generation is made by this operation, so that undoing may remove it.
    async admit(files, { home, from, to }) {
      const inUse = await files.readLink(join(home, 'data'));
      if (inUse !== from) {
        throw misfit(`expected \`data\` to lead to ${from ?? 'nothing'}, found ${inUse ?? 'nothing'}`);
      }
      const isTaken = to === from || (await files.list(join(home, to))) !== undefined;
      if (isTaken) throw misfit(`expected no \`${to}\` yet`);
    },
    steps: [
      {
        name: 'build',
        async run(files, { home, to }) {
          const folder = join(home, partial(to));
          await build(folder);
          await prove(folder);
          await files.rename(folder, join(home, to));
          await files.syncFolder(home);
        },
        async undo(files, { home, to }) {
          await removeTree(files, join(home, partial(to)));
          await removeGeneration(files, home, to);
        },
      },
      {
        name: 'switch',
        async run(files, { home, to }) {
          await replaceLink(files, join(home, 'data'), to);
        },
        async undo(files, { home, from }) {
          const path = join(home, 'data');
          if (from === undefined) await removeLink(files, path);
          else await replaceLink(files, path, from);
        },
      },
      {
        name: 'check',
        run: async () => {
          await check();
        },
        undo: async () => {},
      },
    ],
  };
}

function misfit(message: string): ResilienceError {
  return new ResilienceError({ code: 'OPERATION_MISFIT', message });
}

/** Under another name first: half of it must not look like a generation. */
async function removeGeneration(files: FileSystem, home: string, name: string): Promise<void> {
  if ((await files.list(join(home, name))) === undefined) return;
  await files.rename(join(home, name), join(home, partial(name)));
  await files.syncFolder(home);
  await removeTree(files, join(home, partial(name)));
}
