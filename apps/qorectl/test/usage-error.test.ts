import { describe, expect, it, vi } from 'vitest';
import { main } from '../src/main.ts';

/** The error that a command line gives, by --json. */
async function errorOf(...args: string[]): Promise<{ message: string; hint?: string }> {
  const said: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    await main([...args, '--json']);
  } finally {
    stdout.mockRestore();
  }
  return (JSON.parse(said.join('')) as { error: { message: string; hint?: string } }).error;
}

describe('a command that was typed wrongly', () => {
  it.each([
    [['approvals', 'approve'], 'missing ID (approval id; its beginning is enough)'],
    [['halt'], 'missing required flag reason'],
    [['decisions', 'list', '--limit', 'x'], '--limit: expected an integer, found `x`'],
    [['decisions', 'list', '--lmit', '1'], 'unknown flag `--lmit`'],
  ])('%j: %s', async (args, message) => {
    expect(await errorOf(...args)).toMatchObject({ message });
  });

  it('suggests once', async () => {
    const { message, hint = '' } = await errorOf('evalute');
    expect(`${message} ${hint}`.match(/did you mean/g)).toHaveLength(1);
  });
});
