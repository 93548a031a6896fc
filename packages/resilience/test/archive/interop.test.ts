import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signNote } from '@zoqore/ledger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extractArchive } from '../../src/archive/extract-archive.ts';
import { writeArchive } from '../../src/archive/write-archive.ts';
import { about, identity, keys, recipients, sha256, signer } from './sealed.ts';

/** `npm test` installs them where it may (tooling/workspace/debian.mjs). */
const isInstalled = ['age', 'zstd', 'tar'].every(
  (program) => spawnSync(program, ['--version']).error === undefined,
);
if (!isInstalled) process.stdout.write('skipped: stock age, zstd and tar, because they are not installed\n');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-interop-'));
  await writeFile(join(folder, 'key'), identity, { mode: 0o600 });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

function shell(script: string): string {
  const { stdout, stderr, status } = spawnSync('sh', ['-ec', script], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

describe.skipIf(!isInstalled)('stock age, zstd and tar', () => {
  it('open an archive', async () => {
    const content = randomBytes(70_000);
    await writeFile(join(folder, 'source'), content);
    await writeArchive(join(folder, 'a.qbak'), {
      about,
      sources: [{ name: 'ledger/entries', path: join(folder, 'source') }],
      recipients,
      sign: async (text) => await signNote(text, signer),
    });
    const listed = shell('age -d -i key a.qbak | zstd -dc | tar -tf -');
    expect(listed.split('\n')).toEqual(['manifest.json', 'manifest.sig', `sha256/${sha256(content)}`, '']);
    await mkdir(join(folder, 'out'));
    shell('age -d -i key a.qbak | zstd -dc | tar -xf - -C out');
    expect(await readFile(join(folder, 'out/sha256', sha256(content)))).toEqual(content);
    expect(JSON.parse(await readFile(join(folder, 'out/manifest.json'), 'utf8'))).toMatchObject({
      files: [{ name: 'ledger/entries', parts: [{ bytes: 70_000 }] }],
    });
  });

  it('make an archive that is read, from one that was taken apart', async () => {
    await writeFile(join(folder, 'source'), 'content');
    await writeArchive(join(folder, 'a.qbak'), {
      about,
      sources: [{ name: 'a', path: join(folder, 'source') }],
      recipients,
      sign: async (text) => await signNote(text, signer),
    });
    await mkdir(join(folder, 'out'));
    shell('age -d -i key a.qbak | zstd -dc | tar -xf - -C out');
    shell(
      `tar --format=ustar -b 1 -cf - -C out manifest.json manifest.sig sha256/${sha256('content')} | zstd -qc9 | age -r ${recipients[0] ?? ''} -o b.qbak`,
    );
    await extractArchive(join(folder, 'b.qbak'), join(folder, 'gen'), {
      identities: [identity],
      keys,
      place: (name) => name,
    });
    expect(await readdir(join(folder, 'gen'))).toEqual(['a']);
    expect(await readFile(join(folder, 'gen/a'), 'utf8')).toBe('content');
  });
});
