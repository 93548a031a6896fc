import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { belowMinimum } from '../src/below-minimum.ts';
import type { MinimumVersion } from '../src/below-minimum.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const minimums = JSON.parse(read('../minimum-versions.json')) as MinimumVersion[];

function lockfile(...resolved: string[]): string {
  const keys = resolved.map((key) => `  ${key.startsWith('@') ? `'${key}'` : key}:\n    resolution: {}\n\n`);
  return `lockfileVersion: '9.0'\n\npackages:\n\n${keys.join('')}snapshots:\n\n  hono@1.0.0: {}\n`;
}

describe('no dependency is older than what an advisory asks for', () => {
  it('in the lockfile', () => {
    expect(minimums.length).toBeGreaterThan(0);
    expect(belowMinimum(read('../../../pnpm-lock.yaml'), minimums)).toEqual([]);
  });
});

describe('a version below its minimum is found', () => {
  const minimum = (name: string): MinimumVersion => ({
    package: name,
    minimum: '4.13.7',
    advisory: 'GHSA-0000',
  });

  it.each(['3.99.99', '4.9.19', '4.13.6', '4.13.7-rc.1', '0.0.0'])('%s', (version) => {
    expect(belowMinimum(lockfile(`hono@${version}`), [minimum('hono')])).toEqual([
      `hono is ${version}, at least 4.13.7 is needed (GHSA-0000)`,
    ]);
  });

  it.each(['4.13.7', '4.13.10', '4.100.0', '5.0.0-rc.1', '10.0.0', '4.13.7+build-2'])(
    '%s is not below',
    (version) => {
      expect(belowMinimum(lockfile(`hono@${version}`), [minimum('hono')])).toEqual([]);
    },
  );

  it('beside another that is not', () => {
    expect(belowMinimum(lockfile('hono@4.13.7', 'hono@4.13.6'), [minimum('hono')])).toHaveLength(1);
  });

  it('in a scope', () => {
    expect(belowMinimum(lockfile('hono@4.13.7', '@hono/x@4.13.6'), [minimum('@hono/x')])).toEqual([
      '@hono/x is 4.13.6, at least 4.13.7 is needed (GHSA-0000)',
    ]);
  });

  it('and a package that is no longer resolved is asked off the list', () => {
    expect(belowMinimum(lockfile('hono-x@4.13.7'), [minimum('hono')])).toEqual([
      'hono is not in the lockfile: take it from the list',
    ]);
  });
});
