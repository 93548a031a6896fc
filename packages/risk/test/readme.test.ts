import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('shows an example whose comments are its results', async () => {
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(15);
  const source = new URL('../src/index.ts', import.meta.url).href;
  const claim = /^(?!import|const)(.+?); \/\/ (.+)$/gm;
  const code = example.replace('@zoqore/risk', source).replace(claim, 'claims.push([$1, $2]);');
  const folder = mkdtempSync(join(tmpdir(), 'risk-readme-'));
  try {
    const file = join(folder, 'example.mjs');
    writeFileSync(file, `export const claims = [];\n${code}`);
    const { claims } = (await import(file)) as { claims: [unknown, unknown][] };
    expect(claims.length).toBe(4);
    for (const [found, promised] of claims) expect(found).toEqual(promised);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
