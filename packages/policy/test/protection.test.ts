import type { Resource } from '@zoqore/policy';
import { compilePolicy, definePolicySet, evaluate, PolicyError } from '@zoqore/policy';
import { describe, expect, it } from 'vitest';
import { command, environment, path, policyOf, request } from './requests.ts';

const policy = policyOf([{ id: 'all', effect: 'allow', match: {} }], {
  default: 'allow',
  protectedPaths: ['/work/.failsafe', '/opt/zoqore'],
});

function isProtected(resource: Resource, action: 'read' | 'write' | 'execute' = 'read'): boolean {
  const { effect, rules } = evaluate(
    policy,
    request([path('/work/a', { action: 'read' }), resource], { action }),
  );
  return effect === 'deny' && rules.includes('zoqore/self-protection');
}

describe('zoqore/self-protection', () => {
  it.each([
    path('/work/.failsafe'),
    path('/work/.failsafe/data/db'),
    path('/work/.FAILSAFE/config'),
    path('/opt/zoqore/releases', { certainty: 'inferred' }),
    command('cat', '/work/.failsafe/secrets/key'),
    command('cat', '.failsafe/secrets/key'),
    command('cat', './src/../.failsafe/x'),
    command('sqlite3', 'file:/work/.failsafe/data/db?mode=ro'),
    command('tar', '--directory=/opt/zoqore', 'c'),
    command('cc', '-I/opt/zoqore/include'),
    command('/opt/zoqore/releases/1/bin/qorectl', 'keys', 'create'),
    command('sh', '-c', 'cat "/work/.failsafe/secrets/key"'),
    command('cat', '/work/.fail*/secrets/key'),
    command('cat', '/work/.{failsafe,x}/secrets/key'),
    command('cat', '~/../../opt/zoqore/x'),
    command('cat', '$HOME/../../opt/zoqore/x'),
    {
      kind: 'url',
      url: 'file:///opt/zoqore/x',
      scheme: 'file',
      host: '',
      port: 0,
      path: '/opt/%7aoqore/x',
      certainty: 'declared',
    },
  ] satisfies Resource[])('denies %j', (resource) => {
    expect(isProtected(resource)).toBe(true);
  });

  it('denies writing a directory above, which would move or remove it, and lets it be read', () => {
    expect(isProtected(path('/work'), 'write')).toBe(true);
    expect(isProtected(path('/', { action: 'admin' }))).toBe(true);
    expect(isProtected(path('/work'), 'read')).toBe(false);
    expect(isProtected(path('/work', { certainty: 'inferred' }), 'execute')).toBe(false);
  });

  it.each([
    path('/work/.failsafer'),
    path('/work/docs/.failsafe'),
    command('cat', 'README.md', '%', '[x'),
    command('echo', '.fail{safe'),
    {
      kind: 'url',
      url: 'https://x.org/opt/zoqore',
      scheme: 'https',
      host: 'x.org',
      port: 443,
      path: '/opt/zoqore',
      certainty: 'declared',
    },
    { kind: 'url', url: 'file:///%', scheme: 'file', host: '', port: 0, path: '/%', certainty: 'declared' },
    { kind: 'service', name: 'x', certainty: 'declared' },
  ] satisfies Resource[])('leaves %j alone', (resource) => {
    expect(isProtected(resource)).toBe(false);
  });

  it('can neither be defined nor overridden by a set', () => {
    const rule = { id: 'zoqore/self-protection', effect: 'allow', match: {} } as const;
    expect(() => definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'a', rules: [rule] })).toThrow(
      PolicyError,
    );
  });

  it.each([
    { ...environment, workspace: 'work' },
    { ...environment, home: '/home/../etc' },
    { ...environment, protectedPaths: ['.failsafe'] },
    { ...environment, protectedPaths: ['/'] },
  ])('refuses the environment %j', (odd) => {
    const set = definePolicySet({ apiVersion: 'zoqore.dev/policy/v1', name: 'a', rules: [] });
    expect(() => compilePolicy(set, odd)).toThrow(/absolute canonical path/);
  });
});
