import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseVerifierKey } from '@zoqore/ledger';
import {
  extractArchive,
  nodeFileSystem,
  OperationJournal,
  perform,
  switchGeneration,
} from '../../src/index.ts';

// A process that restores an archive into the next generation and says `done`; to be killed anywhere.
const [home = '', archive = '', identity = '', key = '', from = '', to = ''] = process.argv.slice(2);
const operation = switchGeneration({
  build: async (folder) => {
    const keys = [await parseVerifierKey(key)];
    await extractArchive(archive, folder, { identities: [identity], keys, place: (name) => name });
  },
  prove: async (folder) => {
    if ((await readFile(join(folder, 'number'), 'utf8')) === '') throw new Error('empty');
  },
  check: async () => {
    if ((await readFile(join(home, 'data/number'), 'utf8')) === '') throw new Error('empty');
  },
});
process.stdout.write('begun\n');
const journal = new OperationJournal(nodeFileSystem, join(home, 'journal'));
const { outcome } = await perform(journal, operation, { home, from, to });
process.stdout.write(`${outcome}\n`);
