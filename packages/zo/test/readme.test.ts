import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { GovernanceDouble } from './governance-double.ts';
import { openGateway } from './readme-example.ts';

it('shows the example that runs here', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('readme-example.ts', import.meta.url), 'utf8');
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
  const gateway = await openGateway(new GovernanceDouble());
  const response = await gateway.fetch(new Request('http://localhost:7778/mcp', { method: 'POST' }));
  expect(gateway.upstreams()).toEqual([{ name: 'files', state: 'idle', tools: 0 }]);
  expect(response.status).toBe(415);
  await gateway.close();
});

it('lists every error code', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const errors = await readFile(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const codes = [...errors.matchAll(/\| '([A-Z_]+)'/gu)].map((match) => match[1]);
  expect(codes.length).toBeGreaterThan(10);
  for (const code of codes) expect(readme).toMatch(new RegExp(`^\\| \`${code}\` +\\|`, 'mu'));
});
