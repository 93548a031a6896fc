import { describe, expect, it } from 'vitest';
import { inspectPath } from '../../src/index.ts';
import { surroundings } from '../surroundings.ts';

const ids = (path: string, options = {}): string[] =>
  inspectPath(path, surroundings, options).signals.map(({ id, grade }) => `${id} ${grade}`);

describe('inspectPath', () => {
  it.each([
    ['docs/x.md', '/home/dev/project/docs/x.md'],
    ['repo://docs/x.md', '/home/dev/project/docs/x.md'],
    ['repo:///docs/../../x', '/home/dev/x'],
    ['./a//b/./c/', '/home/dev/project/a/b/c'],
    ['../../../../..', '/'],
    ['~', '/home/dev'],
    ['~/x', '/home/dev/x'],
    ['~root/x', '/root/x'],
    ['~eve/x', '/home/eve/x'],
    ['$HOME/x', '/home/dev/x'],
    ['a\\b', '/home/dev/project/a/b'],
    ['C:\\Windows', '/C:/Windows'],
    ['file:///a%20b', '/a b'],
    ['file://host/a?q#f', '/a'],
    ['%2e%2e/x', '/home/dev/x'],
    ['%252e%252e/x', '/home/dev/x'],
    ['%c0%ae%c0%ae/x', '/home/dev/x'],
    ['%e2%82%ac', '/home/dev/project/€'],
    ['%ff%zz', '/home/dev/project/ÿ%zz'],
    ['a\0b/../../c', '/home/dev/project/a'],
    ['/proc/self/root/proc/1/root/etc', '/etc'],
    ['/proc/self/cwd/x', '/home/dev/project/x'],
    ['/proc/self/root', '/'],
  ])('reads %j as %j', (path, expected) => {
    expect(inspectPath(path, surroundings).path).toBe(expected);
  });

  it('resolves relative paths against the working directory and home symbols', () => {
    expect(inspectPath('x', { ...surroundings, cwd: '/tmp/w' })).toMatchObject({
      path: '/tmp/w/x',
      isInWorkspace: false,
    });
    expect(inspectPath('~+/x', { ...surroundings, cwd: '/tmp/w' }).path).toBe('/tmp/w/x');
  });

  it('judges the real path as well, and a link out of the workspace', () => {
    expect(ids('notes.md', { realPath: '/home/dev/.ssh/id_rsa' })).toEqual(
      expect.arrayContaining(['path.credentials L3', 'path.link L3', 'path.kind-documentation L1']),
    );
    expect(inspectPath('notes.md', surroundings, { realPath: '/etc/x' }).isInWorkspace).toBe(false);
    expect(ids('a.md', { realPath: '/home/dev/project/b.md' })).toContain('path.link L2');
    expect(ids('a.md', { realPath: '/home/dev/project/a.md' })).toEqual(['path.kind-documentation L1']);
  });

  it('is milder about reading what only matters when written', () => {
    expect(ids('.github/workflows/ci.yml', { access: 'read' })).toContain('path.startup L2');
    expect(ids('.github/workflows/ci.yml')).toContain('path.startup L3');
    expect(ids('/usr/bin/env', { access: 'read' })).toContain('path.system L2');
    expect(ids('/usr/bin/env', { access: 'write' })).toContain('path.system L3');
    expect(ids('/etc/shadow', { access: 'read' })).toContain('path.credentials L3');
  });

  it('does not judge a workspace by where it lies', () => {
    const place = { workspace: '/root/admin/auth', home: '/root' };
    expect(inspectPath('src/a.ts', place).signals.map(({ id }) => id)).toEqual(['path.kind-code']);
  });

  it('says how a path was disguised', () => {
    expect(ids('a\u200bb')).toContain('path.invisible-characters L3');
    expect(ids('a\u0007b')).toContain('path.control-characters L3');
    expect(ids('..%2f')).toContain('path.encoded-separator L3');
    expect(ids('%2565')).toContain('path.encoded-twice L3');
    expect(ids('x'.repeat(20_000))).toContain('path.too-long L3');
    expect(ids('p\u0430y.ts')).toContain('path.mixed-script L3');
    expect(ids('/proc/self/root/tmp')).toContain('path.process-root L3');
  });
});
