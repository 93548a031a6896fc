import { switchGeneration } from '../../src/generation/switch-generation.ts';
import type { SwitchPlan, SwitchWork } from '../../src/generation/switch-generation.ts';
import type { Operation } from '../../src/operation/operation.ts';
import { OperationJournal } from '../../src/operation/operation-journal.ts';
import { perform, recover } from '../../src/operation/perform.ts';
import { afterStops, Failure, ModelFileSystem } from './model-file-system.ts';

/** What goes wrong by itself, whatever the machine does. */
export type Story = 'works' | 'cannot be built' | 'does not prove' | 'does not run';
export const stories: readonly Story[] = ['works', 'cannot be built', 'does not prove', 'does not run'];

export const plan: SwitchPlan = { home: '/home', from: 'gen-1', to: 'gen-2' };

/** An installation in its first generation, all of it on the disk. */
export async function installation(): Promise<ModelFileSystem> {
  const files = new ModelFileSystem();
  for (const path of ['/home', '/home/journal', '/home/gen-1']) await files.makeFolder(path);
  await files.link('/home/data', 'gen-1');
  await files.write('/home/gen-1/content', Buffer.from('old'));
  await files.syncFile('/home/gen-1/content');
  for (const path of ['/home/gen-1', '/home', '/']) await files.syncFolder(path);
  files.changes = 0;
  return files;
}

/** Builds in more than one change, as extracting an archive does. */
export function work(files: ModelFileSystem, story: Story): SwitchWork {
  return {
    async build(folder) {
      await files.makeFolder(folder);
      await files.write(`${folder}/content`, Buffer.from('ne'));
      await files.write(`${folder}/content`, Buffer.from('new'));
      if (story === 'cannot be built') throw new Error('no space');
      await files.syncFile(`${folder}/content`);
      await files.syncFolder(folder);
      await files.syncFolder('/home');
    },
    async prove(folder) {
      const content = await files.read(`${folder}/content`);
      if (story === 'does not prove' || Buffer.from(content ?? '').toString() !== 'new')
        throw new Error('no');
    },
    async check() {
      if (story === 'does not run') throw new Error('not healthy');
    },
  };
}

export type Make = (files: ModelFileSystem, story: Story) => Operation<SwitchPlan>;
export const real: Make = (files, story) => switchGeneration(work(files, story));

export interface Found {
  readonly cases: number;
  /** Each with what was done when it was seen. */
  readonly violations: readonly string[];
}

/**
 * Runs the operation with a stop in front of each change, then recovers with a stop in front of each change of that, and
 * once more to the end; after each stop the disk is found in each of the ways that a model knows. What must hold: at every
 * instant the link leads to a whole generation; at the end it is the one that the journal says, and nothing is left over.
 */
export async function exploreStops(
  make: Make,
  story: Story,
  { isFirstEnough = false }: { readonly isFirstEnough?: boolean } = {},
): Promise<Found> {
  let cases = 0;
  const violations: string[] = [];
  const run = async (files: ModelFileSystem, what: string, act: () => Promise<unknown>): Promise<boolean> => {
    files.watch = () => {
      const seen = inUse(files);
      if (seen !== 'old' && seen !== 'new') violations.push(`${what}: the link leads to ${seen}`);
    };
    try {
      await act();
      return true;
    } catch (error) {
      if (error instanceof Failure && error.isStop) return false;
      throw error;
    } finally {
      files.watch = () => {};
    }
  };
  const begin = async (files: ModelFileSystem): Promise<unknown> =>
    await perform(journalOf(files), make(files, story), plan);
  const again = async (files: ModelFileSystem): Promise<unknown> =>
    await recover(journalOf(files), [make(files, story)]);

  for (let first = 0; ; first += 1) {
    const files = await installation();
    files.failAt = { change: first, code: 'stop', isStop: true };
    const isThrough = await run(files, `${story}, ${first}`, async () => await begin(files));
    for (const found of afterStops) {
      for (let second = 0; ; second += 1) {
        const after = files.afterStop(found);
        after.failAt = { change: second, code: 'stop', isStop: true };
        const what = `${story}, ${first} ${found} ${second}`;
        const isDone = await run(after, what, async () => await again(after));
        for (const foundAgain of isDone ? (['kept'] as const) : afterStops) {
          const last = after.afterStop(foundAgain);
          await run(last, `${what} ${foundAgain}`, async () => await again(last));
          cases += 1;
          violations.push(...(await wrongAtTheEnd(last, `${what} ${foundAgain}`)));
        }
        if (isDone) break;
      }
    }
    if (isThrough || (isFirstEnough && violations.length > 0)) return { cases, violations };
  }
}

/** A disk that refuses one change and then goes on, as a full one does once there is room. */
export async function exploreErrors(make: Make, code: string): Promise<Found> {
  const violations: string[] = [];
  for (let change = 0; ; change += 1) {
    const files = await installation();
    files.failAt = { change, code, isStop: false };
    await perform(journalOf(files), make(files, 'works'), plan).catch(() => undefined);
    const wasReached = files.failAt === undefined;
    await recover(journalOf(files), [make(files, 'works')]);
    violations.push(...(await wrongAtTheEnd(files, `${code} at ${change}`)));
    if (!wasReached) return { cases: change, violations };
  }
}

async function wrongAtTheEnd(files: ModelFileSystem, what: string): Promise<readonly string[]> {
  const record = await journalOf(files).read();
  const expected = record?.phase === 'done' ? 'new' : 'old';
  const wrong: string[] = [];
  if (inUse(files) !== expected) wrong.push(`${what}: ${inUse(files)} is in use, expected ${expected}`);
  if (Buffer.from((await files.read('/home/gen-1/content')) ?? '').toString() !== 'old') {
    wrong.push(`${what}: the old generation is not what it was`);
  }
  if (record !== undefined && record.phase !== 'done' && record.phase !== 'undone') {
    wrong.push(`${what}: the journal still says ${record.phase}`);
  }
  const names = ((await files.list('/home')) ?? []).map(({ name }) => name).toSorted();
  const whole = expected === 'new' ? ['data', 'gen-1', 'gen-2', 'journal'] : ['data', 'gen-1', 'journal'];
  if (names.join() !== whole.join()) wrong.push(`${what}: left over ${names.join()}`);
  // And the next one goes through.
  if (expected === 'old') {
    const { outcome } = await perform(journalOf(files), real(files, 'works'), plan);
    if (outcome !== 'done' || inUse(files) !== 'new') wrong.push(`${what}: the next one does not go through`);
  }
  return wrong;
}

function journalOf(files: ModelFileSystem): OperationJournal {
  return new OperationJournal(files, '/home/journal');
}

/** What is read through the link. */
function inUse(files: ModelFileSystem): string {
  return files.through('/home', 'data', 'content');
}
