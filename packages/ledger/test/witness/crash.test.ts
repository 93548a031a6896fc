import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from '@zoqore/database';
import { expect, it } from 'vitest';
import { createCosigner } from '../../src/index.ts';
import { createWitness, openWitnessFolder } from '../../src/witness/index.ts';
import { forgeableLog } from './forgeable-log.ts';

const program = new URL('./killed-witness.ts', import.meta.url).pathname;

it.each(['before', 'after'] as const)(
  'killed %s it wrote down, a witness holds to what it wrote',
  async (when) => {
    const folder = await mkdtemp(join(tmpdir(), 'zoqore-witness-kill-'));
    try {
      const log = await forgeableLog();
      const growing = await log.begin(['a', 'b']);
      const { privateKey } = generateKeyPairSync('ed25519');
      const files = {
        'key.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }),
        'log.vkey': (await growing.ledger.keys.list()).keys[0]?.verifierKey ?? '',
        request: await growing.request(0),
      };
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const child = spawnSync(process.execPath, ['--conditions=@zoqore/source', program, folder, when]);
      expect({ signal: child.signal, said: child.stdout.toString() }).toEqual({
        signal: 'SIGKILL',
        said: '',
      });

      const state = await openWitnessFolder({
        folder: join(folder, 'state'),
        lock: (path) => lockDirectory(path, { what: 'the witness state', timeoutMs: 0 }),
      });
      const witness = await createWitness({
        cosigner: createCosigner('witness.example/w1', privateKey),
        logs: [log.verifier],
        state,
        clock: Date.now,
      });
      const fork = await (await log.begin(['a', 'X'])).request(0);
      if (when === 'after') {
        expect(await witness.addCheckpoint(fork)).toMatchObject({ status: 409, body: '2\n' });
        // The log never got its cosignature, and gets it when it asks again.
        expect(await witness.addCheckpoint(await growing.request(0))).toMatchObject({
          status: 409,
          body: '2\n',
        });
        expect(await witness.addCheckpoint(await growing.request(2))).toMatchObject({ status: 200 });
      } else {
        expect(await witness.addCheckpoint(fork)).toMatchObject({ status: 200 });
        expect(await witness.addCheckpoint(await growing.request(0))).toMatchObject({ status: 409 });
      }
      await state.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
