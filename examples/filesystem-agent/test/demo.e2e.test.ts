import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** What changes from run to run. */
function normalise(transcript: string): string {
  return transcript
    .replaceAll(/[0-9a-f]{64}/g, '<root>')
    .replaceAll(/in \d+\.\d s/g, 'in <time>')
    .trim();
}

/** The transcript in a README: the fenced block that begins with the agent's first line. */
function transcriptIn(file: string): string {
  const [, block = ''] =
    /```\n(An agent connects[^]*?)\n```/.exec(readFileSync(join(root, file), 'utf8')) ?? [];
  return normalise(block);
}

it('the demo prints what both READMEs show', { timeout: 60_000 }, () => {
  const { status, stdout } = spawnSync(process.execPath, ['examples/filesystem-agent/src/demo.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(normalise(stdout)).toBe(transcriptIn('examples/filesystem-agent/README.md'));
  expect(normalise(stdout)).toBe(transcriptIn('README.md'));
});
