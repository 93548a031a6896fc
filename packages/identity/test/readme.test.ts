import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

describe('the README', () => {
  it('has an example that runs', () => {
    const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--conditions=@zoqore/source', '--liftoff-only', '--input-type=module-typescript', '-e', example],
      { encoding: 'utf8', cwd: fileURLToPath(root) },
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('Ada owner\nundefined\nverified 5 entries\n');
  });

  it('lists every code of an error', () => {
    const errors = readFileSync(new URL('src/errors.ts', root), 'utf8');
    const codes = [...errors.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
    const listed = [...readme.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, code]) => code);
    expect(listed).toEqual(codes);
  });

  it('lists every kind of entry', () => {
    const sources = ['src', 'src/operations'].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, root), { withFileTypes: true })
        .filter((file) => file.isFile())
        .map(({ name }) => readFileSync(new URL(`${folder}/${name}`, root), 'utf8')),
    );
    const kinds = sources.flatMap((text) =>
      [...text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map(([, kind]) => kind),
    );
    const listed = [...readme.matchAll(/^\| `([a-z-]+\.[a-z-]+)` +\|/gm)].map(([, kind]) => kind);
    const packages = ['ipaddr.js'];
    expect(new Set([...listed, ...packages])).toEqual(new Set(kinds));
  });
});
