import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signNote } from '@zoqore/ledger';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeArchive } from '../../src/archive/write-archive.ts';
import { switchGeneration } from '../../src/generation/switch-generation.ts';
import { nodeFileSystem } from '../../src/operation/file-system.ts';
import { OperationJournal } from '../../src/operation/operation-journal.ts';
import { recover } from '../../src/operation/perform.ts';
import { about, identity, recipients, signer } from '../archive/sealed.ts';

const rounds = process.env['FULL'] === '1' ? 100 : 5;
const script = fileURLToPath(new URL('switch-once.ts', import.meta.url));
let home: string;
let archive: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'zoqore-killed-'));
  await mkdir(join(home, 'journal'));
  await mkdir(join(home, 'gen-1'));
  await writeFile(join(home, 'gen-1/number'), 'first');
  await symlink('gen-1', join(home, 'data'));
  await mkdir(join(home, 'sources'));
  const sources = [{ name: 'number', path: join(home, 'sources/number') }];
  await writeFile(join(home, 'sources/number'), 'restored');
  // Enough to be killed in.
  for (let at = 0; at < 20; at += 1) {
    const path = join(home, `sources/${at}`);
    await writeFile(path, randomBytes(200_000));
    sources.push({ name: `blob/${at}`, path });
  }
  archive = join(home, 'a.qbak');
  await writeArchive(archive, {
    about,
    sources,
    recipients,
    sign: async (text) => await signNote(text, signer),
  });
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

it(
  `leaves one whole generation in use when the process is killed anywhere, ${rounds} times`,
  async () => {
    const journal = new OperationJournal(nodeFileSystem, join(home, 'journal'));
    const none = switchGeneration({
      build: async () => {},
      prove: async () => {},
      check: async () => {},
    });
    const delays: number[] = [];
    let ends = 0;
    for (let round = 0, from = 'gen-1'; round < rounds; round += 1) {
      const to = `gen-${round + 2}`;
      const child = spawn(
        process.execPath,
        ['--conditions=@zoqore/source', script, home, archive, identity, signer.verifierKey, from, to],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      await once(child.stdout, 'data');
      // The last round may go through.
      const delay = round === rounds - 1 ? 60_000 : randomInt(0, 250);
      delays.push(delay);
      const timer = setTimeout(() => child.kill('SIGKILL'), delay);
      await once(child, 'close');
      clearTimeout(timer);
      await recover(journal, [none]);
      const target = await readlink(join(home, 'data'));
      const isDone = (await journal.read())?.phase === 'done';
      expect(target, `killed after ${delays.join()} ms`).toBe(isDone ? to : from);
      if (said.includes('done')) expect(target).toBe(to);
      expect(await readFile(join(home, 'data/number'), 'utf8')).toBe(
        target === 'gen-1' ? 'first' : 'restored',
      );
      if (target !== 'gen-1') expect(await readdir(join(home, 'data/blob'))).toHaveLength(20);
      expect((await readdir(home)).filter((name) => name.includes('partial') || name === 'data.new')).toEqual(
        [],
      );
      ends += isDone ? 1 : 0;
      from = target;
    }
    expect(ends).toBeGreaterThan(0);
    process.stdout.write(
      `killed after ${delays.slice(0, 20).join()} ms; ${ends} of ${rounds} went through\n`,
    );
  },
  60_000 + rounds * 5000,
);
