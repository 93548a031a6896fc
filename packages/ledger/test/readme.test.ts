import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('has an example in its README that runs', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const script = `${example}\nconsole.log(JSON.stringify(report));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@zoqore/source', '--input-type=module-typescript', '-e', script],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ verified: true, size: 1 });
});
