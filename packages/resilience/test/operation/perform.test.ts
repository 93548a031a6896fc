import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { switchGeneration } from '../../src/generation/switch-generation.ts';
import type { SwitchWork } from '../../src/generation/switch-generation.ts';
import { nodeFileSystem } from '../../src/operation/file-system.ts';
import type { Operation } from '../../src/operation/operation.ts';
import { OperationJournal } from '../../src/operation/operation-journal.ts';
import { perform, recover } from '../../src/operation/perform.ts';

let home: string;
let journal: OperationJournal;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zoqore-perform-'));
  await mkdir(join(home, 'journal'));
  journal = new OperationJournal(nodeFileSystem, join(home, 'journal'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

function work(changed: Partial<SwitchWork> = {}): SwitchWork {
  return {
    build: async (folder) => {
      await mkdir(folder);
      await mkdir(join(folder, 'inner'));
      await writeFile(join(folder, 'inner/content'), folder);
    },
    prove: async () => {},
    check: async () => {},
    ...changed,
  };
}

const fails = async (): Promise<never> => {
  throw new Error('not healthy');
};

describe('an operation', () => {
  it('makes a first generation, and a second beside it', async () => {
    expect(await perform(journal, switchGeneration(work()), { home, to: 'gen-1' })).toEqual({
      outcome: 'done',
    });
    expect(await readlink(join(home, 'data'))).toBe('gen-1');
    const second = await perform(journal, switchGeneration(work()), { home, from: 'gen-1', to: 'gen-2' });
    expect(second).toEqual({ outcome: 'done' });
    expect(await readlink(join(home, 'data'))).toBe('gen-2');
    expect(await readdir(home)).toEqual(['data', 'gen-1', 'gen-2', 'journal']);
    expect((await stat(join(home, 'journal/operation.json'))).mode & 0o777).toBe(0o600);
    expect(await recover(journal, [])).toBeUndefined();
  });

  it('leaves nothing of a first generation that does not run', async () => {
    const outcome = await perform(journal, switchGeneration(work({ check: fails })), { home, to: 'gen-1' });
    expect(outcome).toMatchObject({ outcome: 'undone', step: 'check', reason: 'not healthy' });
    expect(await readdir(home)).toEqual(['journal']);
    expect(await journal.read()).toMatchObject({ phase: 'undone', reason: 'not healthy' });
  });

  it('refuses another one while one was cut off, and every one while the journal cannot be read', async () => {
    const record = { format: 'zoqore/operation/v1', kind: 'switch-generation', phase: 'running' } as const;
    await journal.write({ ...record, step: 1, plan: { home, to: 'gen-1' } });
    const begun = perform(journal, switchGeneration(work()), { home, to: 'gen-1' });
    await expect(begun).rejects.toMatchObject({ code: 'OPERATION_UNFINISHED' });
    expect(await readdir(home)).toEqual(['journal']);
    for (const content of [
      '',
      '{',
      '{"format":"zoqore/operation/v2"}',
      '{"format": "zoqore/operation/v1"}',
    ]) {
      await writeFile(join(home, 'journal/operation.json'), content);
      await expect(perform(journal, switchGeneration(work()), { home, to: 'gen-1' })).rejects.toMatchObject({
        code: 'OPERATION_UNREADABLE',
      });
      await expect(recover(journal, [])).rejects.toMatchObject({ code: 'OPERATION_UNREADABLE' });
    }
  });

  it('is not recovered by who does not know it, nor with a plan that is none', async () => {
    const record = { format: 'zoqore/operation/v1', phase: 'running', step: 0 } as const;
    const known = [switchGeneration(work())];
    await journal.write({ ...record, kind: 'of-tomorrow', plan: {} });
    await expect(recover(journal, known)).rejects.toMatchObject({ code: 'OPERATION_UNKNOWN' });
    await journal.write({ ...record, kind: 'switch-generation', step: 7, plan: { home, to: 'gen-1' } });
    await expect(recover(journal, known)).rejects.toMatchObject({ code: 'OPERATION_UNKNOWN' });
    for (const to of ['../elsewhere', 'journal', 'gen-0', 'data']) {
      await journal.write({ ...record, kind: 'switch-generation', plan: { home, to } });
      await expect(recover(journal, known)).rejects.toThrow();
    }
    expect(await readdir(home)).toEqual(['journal']);
  });

  it('begins nothing with a plan that does not fit, and leaves what is there', async () => {
    await perform(journal, switchGeneration(work()), { home, to: 'gen-1' });
    await perform(journal, switchGeneration(work()), { home, from: 'gen-1', to: 'gen-2' });
    const before = await journal.read();
    for (const [from, to] of [
      ['gen-2', 'gen-2'],
      ['gen-2', 'gen-1'],
      ['gen-1', 'gen-3'],
      [undefined, 'gen-3'],
    ] as const) {
      const begun = perform(journal, switchGeneration(work()), {
        home,
        ...(from === undefined ? {} : { from }),
        to,
      });
      await expect(begun, `${from} to ${to}`).rejects.toMatchObject({ code: 'OPERATION_MISFIT' });
    }
    for (const to of ['../x', 'gen-04', 'gen-0', 'data', '']) {
      await expect(perform(journal, switchGeneration(work()), { home, from: 'gen-2', to })).rejects.toThrow();
    }
    expect(await readlink(join(home, 'data'))).toBe('gen-2');
    expect(await readdir(home)).toEqual(['data', 'gen-1', 'gen-2', 'journal']);
    expect(await journal.read()).toEqual(before);
  });

  it('is undone as often as it takes', async () => {
    await perform(journal, switchGeneration(work()), { home, to: 'gen-1' });
    const stuck: Operation<{ home: string }> = {
      kind: 'stuck',
      parsePlan: (value) => value as { home: string },
      admit: async () => {},
      steps: [
        {
          name: 'only',
          run: fails,
          undo: async (files) => {
            await files.write(join(home, 'undone/by'), Buffer.from('all'));
          },
        },
      ],
    };
    await expect(perform(journal, stuck, { home })).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(recover(journal, [stuck])).rejects.toMatchObject({ code: 'ENOENT' });
    await mkdir(join(home, 'undone'));
    expect(await recover(journal, [stuck])).toEqual({
      outcome: 'undone',
      step: 'only',
      reason: 'not healthy',
    });
    expect(await readFile(join(home, 'undone/by'), 'utf8')).toBe('all');
  });
});
