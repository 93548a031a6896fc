import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('has an example in its README that runs', () => {
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@zoqore/source', '--input-type=module-typescript', '-e', example],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe('true workspace: /work\n\n');
});

it('lists every code in its README', () => {
  const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/\| '([A-Z_]+)'/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(5);
  for (const code of codes) expect(readme).toContain(`| \`${code ?? ''}\``);
});
