import { describe, expect, it } from 'vitest';
import { removeTree, replaceLink } from '../../src/operation/durable.ts';
import { exploreErrors, exploreStops, plan, real, stories } from './explore.ts';
import type { Make } from './explore.ts';

describe('switching the generation', () => {
  it.each(stories)(
    'leaves one whole generation in use wherever the machine stops, twice: %s',
    async (story) => {
      const { cases, violations } = await exploreStops(real, story);
      expect(violations).toEqual([]);
      expect(cases).toBeGreaterThan(500);
      process.stdout.write(`${story}: ${cases} double stops\n`);
    },
  );

  it.each(['ENOSPC', 'EIO'])('leaves one whole generation in use wherever the disk says %s', async (code) => {
    const { cases, violations } = await exploreErrors(real, code);
    expect(violations).toEqual([]);
    expect(cases).toBeGreaterThan(20);
  });
});

/** The operation with one of its steps done otherwise. */
function planted(
  name: string,
  change: (step: ReturnType<Make>['steps'][number], files: Parameters<Make>[0]) => object,
): Make {
  return (files, story) => {
    const operation = real(files, story);
    return {
      ...operation,
      steps: operation.steps.map((step) => (step.name === name ? { ...step, ...change(step, files) } : step)),
    };
  };
}

describe('the exploration finds', () => {
  it.each<[string, Make]>([
    [
      'a link that is removed and made anew',
      planted('switch', (_step, files) => ({
        run: async () => {
          await files.removeFile('/home/data');
          await files.link('/home/data', plan.to);
          await files.syncFolder('/home');
        },
      })),
    ],
    ['a switch that is not undone', planted('switch', () => ({ undo: async () => {} }))],
    [
      'a generation that is written to in place',
      planted('build', (step, files) => ({
        run: async (...given: Parameters<typeof step.run>) => {
          await files.write('/home/gen-1/content', Buffer.from('new'));
          await step.run(...given);
        },
      })),
    ],
    ['a generation that is left behind', planted('build', () => ({ undo: async () => {} }))],
    [
      'a generation that is removed under its name',
      planted('build', (_step, files) => ({
        undo: async () => {
          await removeTree(files, '/home/gen-2');
        },
      })),
    ],
    [
      'a link that is moved before there is anything',
      planted('build', (step, files) => ({
        run: async (...given: Parameters<typeof step.run>) => {
          await replaceLink(files, '/home/data', plan.to);
          await step.run(...given);
        },
      })),
    ],
    [
      'files that nobody forced to the disk',
      planted('build', (_step, files) => ({
        run: async () => {
          await files.makeFolder('/home/gen-2.partial');
          await files.write('/home/gen-2.partial/content', Buffer.from('new'));
          await files.rename('/home/gen-2.partial', '/home/gen-2');
          await files.syncFolder('/home');
        },
      })),
    ],
    [
      'names that nobody forced to the disk',
      planted('switch', (_step, files) => ({
        run: async () => {
          await files.link('/home/data.new', plan.to);
          await files.rename('/home/data.new', '/home/data');
        },
      })),
    ],
  ])('%s', async (_name, make) => {
    const found: string[] = [];
    for (const story of stories) {
      found.push(...(await exploreStops(make, story, { isFirstEnough: true })).violations);
      if (found.length > 0) break;
    }
    expect(found).not.toEqual([]);
  });
});
