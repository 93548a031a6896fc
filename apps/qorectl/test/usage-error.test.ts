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
    [['decisions', 'tail', '--since', '2h'], 'unknown flag `--since`'],
    [['ledger', 'show', 'abc'], 'expected the index of an entry, 42 or ledger:42, found `abc`'],
    [['ledger', 'proof', 'ledger:'], 'expected the index of an entry, 42 or ledger:42, found `ledger:`'],
    [['ledger', 'verify', '--from', 'a\nb'], '--from: expected an integer, found `a; b`'],
    [['ledger', 'verify', '--bundle', 'x'], '`--bundle` needs `--key FILE`'],
    [['status', '--url', 'http://127.0.0.1'], '`--url` needs `--key-file FILE`'],
    [
      ['decisions', 'list', '--decision', 'no'],
      '--decision: expected one of ALLOW, DENY, ESCALATE, found `no`',
    ],
    [['--actor', 'x', 'halt'], 'expected a command before the flag `--actor`'],
    [['--home', '/nonexistent', 'evalute'], 'there is no command `evalute`'],
  ])('%j: %s', async (args, message) => {
    expect(await errorOf(...args)).toMatchObject({ message });
  });

  it('is told which help to read', async () => {
    expect(await errorOf('evaluate', '-', '--actor', 'x')).toMatchObject({ hint: 'qorectl evaluate --help' });
  });

  it('may have the flags of every command before it', async () => {
    const missing = '/nonexistent/.failsafe';
    for (const args of [
      ['--home', missing, 'keys', 'list'],
      [`--home=${missing}`, 'keys', 'list'],
      ['keys', 'list', '--home', missing],
    ])
      expect((await errorOf(...args)).message, args.join(' ')).toContain(missing);
  });

  it('lists what a topic has when nothing else is typed', async () => {
    for (const topic of ['approvals', 'keys', 'decisions'])
      expect((await errorOf(topic, '--home', '/nonexistent/.failsafe')).message, topic).toContain(
        '/nonexistent',
      );
    expect(await errorOf('ledger')).toMatchObject({
      message: expect.stringMatching(/^`ledger` needs one of: /),
    });
    expect(await errorOf('keys', 'lsit')).toMatchObject({ message: 'there is no command `keys lsit`' });
  });

  it('is told to check the path of a file that is not there', async () => {
    expect(
      await errorOf('ledger', 'verify', '--bundle', '/nonexistent/a', '--key', '/nonexistent/b'),
    ).toMatchObject({
      message: '`/nonexistent/b`: there is no such file',
      hint: 'check the path',
    });
  });

  it('suggests once', async () => {
    const { message, hint = '' } = await errorOf('evalute');
    expect(`${message} ${hint}`.match(/did you mean/g)).toHaveLength(1);
  });
});
