import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from '@zoqore/database';
import { createCosigner, parseVerifierKey } from '../../src/index.ts';
import { createWitness, openWitnessFolder } from '../../src/witness/index.ts';

/** Answers the request in a folder and dies by SIGKILL once the checkpoint is saved, or before. */
const [folder = '', when = ''] = process.argv.slice(2);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const die = (): void => void process.kill(process.pid, 'SIGKILL');
const state = await openWitnessFolder({
  folder: join(folder, 'state'),
  lock: (path) => lockDirectory(path, { what: 'the witness state', timeoutMs: 0 }),
});
const witness = await createWitness({
  cosigner: createCosigner('witness.example/w1', createPrivateKey(read('key.pem'))),
  logs: [await parseVerifierKey(read('log.vkey'))],
  state: {
    ...state,
    async save(origin, cosigned) {
      if (when === 'before') die();
      await state.save(origin, cosigned);
      die();
    },
  },
  clock: Date.now,
});
const answer = await witness.addCheckpoint(Buffer.from(read('request')));
process.stdout.write(answer.body);
