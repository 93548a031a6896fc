import { fileURLToPath } from 'node:url';
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
    [['halt'], 'missing required flag `--reason`'],
    [['halt', '--reason', ''], '--reason: expected a reason of 1 to 1000 characters, found `0 characters`'],
    [
      ['ledger', 'hold', '--reason', 'x'.repeat(1001)],
      '--reason: expected a reason of 1 to 1000 characters, found `1001 characters`',
    ],
    [
      ['ledger', 'hold', '--from', '10', '--to', '3', '--reason', 'x'],
      'expected --to above --from, found 10 to 3: --to is the index behind the last entry',
    ],
    [
      ['ledger', 'hold', '--from', '5', '--to', '5', '--reason', 'x'],
      'expected --to above --from, found 5 to 5: --to is the index behind the last entry',
    ],
    [
      ['ledger', 'export', '--out', 'x', '--from', '99999999999999999999'],
      '--from: expected an index below 2^53, found `99999999999999999999`',
    ],
    [
      ['ledger', 'prune', '--older-than', '5x', '--reason', 'x'],
      'expected a time such as 400d or 2026-11-22T10:00:00Z, found `5x`',
    ],
    [
      ['ledger', 'verify', '--bundle', 'x', '--key', 'y', '--witnesses', '99999999999999999999'],
      '--witnesses: expected an integer less than or equal to 100, found `99999999999999999999`',
    ],
    [
      ['witness', 'key', '--state', fileURLToPath(import.meta.url)],
      `--state: expected a folder, found the file \`${fileURLToPath(import.meta.url)}\``,
    ],
    [['keys', 'list', '--key-file', 'nope'], '--key-file: there is no file `nope`'],
    [['decisions', 'list', '--limit', 'x'], '--limit: expected an integer, found `x`'],
    [['decisions', 'list', '--lmit', '1'], 'unknown flag `--lmit`'],
    [['decisions', 'tail', '--since', '2h'], 'unknown flag `--since`'],
    [['ledger', 'show', 'abc'], 'expected the index of an entry, 42 or ledger:42, found `abc`'],
    [['ledger', 'proof', 'ledger:'], 'expected the index of an entry, 42 or ledger:42, found `ledger:`'],
    [['ledger', 'verify', '--from', 'a\nb'], '--from: expected an index below 2^53, found `a; b`'],
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
