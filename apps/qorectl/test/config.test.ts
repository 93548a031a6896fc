import { describe, expect, it } from 'vitest';
import { defaultConfig, parseConfig } from '../src/config.ts';
import { QoreError } from '../src/errors.ts';

const parse = (text: string) => parseConfig(text, { source: 'zoqore.yaml', root: '/srv/app/.failsafe' });

function issuesOf(text: string): readonly Record<string, unknown>[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof QoreError && error.code === 'CONFIG_INVALID')
      return error.details['issues'] as Record<string, unknown>[];
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  it('reads the file that a first start writes as the defaults', () => {
    expect(parse(defaultConfig)).toEqual(parse('version: 1'));
    expect(parse(defaultConfig)).toMatchObject({
      workspace: '/srv/app',
      policy: { files: ['policies/failsafe.yaml'] },
      runtime: { host: '127.0.0.1', port: 7777 },
      gateway: { host: '127.0.0.1', port: 7778 },
      database: { durability: 'fsync' },
    });
  });

  it('names line, column and the key that was meant', () => {
    expect(issuesOf('version: 1\nruntime:\n  prot: 80\n')).toEqual([
      { path: 'runtime.prot', message: 'unknown key `prot`', line: 3, column: 9, suggestion: 'port' },
    ]);
  });

  it('names every issue at once', () => {
    expect(
      issuesOf('version: 2\nruntime: {port: 99999}\ngateway: []\n').map(({ path, line }) => [path, line]),
    ).toEqual([
      ['version', 1],
      ['runtime.port', 2],
      ['gateway', 3],
    ]);
  });

  it('names a key that stands twice, where it stands again', () => {
    expect(issuesOf('version: 1\nruntime:\n  port: 1\n  port: 2\n')).toEqual([
      { path: '', message: 'the key `port` stands twice', line: 4, column: 3 },
    ]);
  });

  it.each([
    ['broken YAML', 'version: 1\n  x: [', 2],
    ['a key that stands twice', 'version: 1\nversion: 1\n', 2],
    ['an alias', 'version: 1\nworkspace: &a x\nupstreams: [*a]\n', 3],
  ])('refuses %s', (_, text, line) => {
    const [issue] = issuesOf(text);
    expect(issue?.['line']).toBeLessThanOrEqual(line);
    expect(issue?.['message']).toEqual(expect.any(String));
  });

  it.each(['', 'null', '[]', '3', '"text"'])('refuses %j', (text) => {
    expect(issuesOf(text).length).toBeGreaterThan(0);
  });
});
