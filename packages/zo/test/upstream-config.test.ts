import { describe, expect, it } from 'vitest';
import { ZoError } from '../src/errors.ts';
import { capabilityOf, parseUpstreams } from '../src/upstream/upstream-config.ts';

const stdio = { type: 'stdio', command: 'npx', args: ['-y', 'server'] };

function issuesOf(value: unknown): string[] {
  try {
    parseUpstreams(value);
  } catch (error) {
    if (error instanceof ZoError && error.code === 'UPSTREAMS_INVALID') {
      return (error.details['issues'] as { path: string }[]).map(({ path }) => path);
    }
  }
  return [];
}

describe('parseUpstreams', () => {
  it('fills in the time-out and keeps the order', () => {
    const upstreams = parseUpstreams([
      { name: 'b', transport: stdio },
      {
        name: 'a',
        transport: { type: 'http', url: 'https://api.zo.computer/mcp', bearerFile: '/s/zo' },
        timeoutMs: 900,
      },
    ]);
    expect(upstreams.map(({ name, timeoutMs }) => [name, timeoutMs])).toEqual([
      ['b', 120_000],
      ['a', 900],
    ]);
  });

  it.each([
    [
      'two upstreams of one name',
      [
        { name: 'a', transport: stdio },
        { name: 'a', transport: stdio },
      ],
      '1.name',
    ],
    ['a name that could make tool names ambiguous', [{ name: 'a__b', transport: stdio }], '0.name'],
    ['an unknown field', [{ name: 'a', transport: stdio, presets: 'git' }], '0'],
    ['an unknown preset', [{ name: 'a', transport: stdio, preset: 'toString' }], '0.preset'],
    [
      'an unknown action',
      [{ name: 'a', transport: stdio, toolMap: { t: { action: 'peek' } } }],
      '0.toolMap.t.action',
    ],
    [
      'a file address',
      [{ name: 'a', transport: { type: 'http', url: 'file:///etc/passwd' } }],
      '0.transport.url',
    ],
    [
      'credentials in a URL',
      [{ name: 'a', transport: { type: 'http', url: 'https://u:p@x.y/' } }],
      '0.transport.url',
    ],
    [
      'a credential over plain http to elsewhere',
      [{ name: 'a', transport: { type: 'http', url: 'http://x.y/', bearerFile: '/f' } }],
      '0.transport.url',
    ],
    [
      'a NUL in the command',
      [{ name: 'a', transport: { ...stdio, command: 'a\0b' } }],
      '0.transport.command',
    ],
    ['a time-out of nothing', [{ name: 'a', transport: stdio, timeoutMs: 0 }], '0.timeoutMs'],
    ['no list', { name: 'a' }, ''],
  ])('refuses %s and says where', (_, value, path) => {
    expect(issuesOf(value)).toContain(path);
  });

  it('knows no tool by a name that every object has', () => {
    const [config] = parseUpstreams([
      { name: 'a', transport: stdio, preset: 'git', toolMap: { x: { action: 'read' } } },
    ]);
    expect(config && capabilityOf(config, 'constructor')).toBeUndefined();
    expect(config && capabilityOf(config, '__proto__')).toBeUndefined();
    expect(config && capabilityOf(config, 'x')).toEqual({ action: 'read' });
    expect(config && capabilityOf(config, 'git_log')?.action).toBe('read');
  });
});
