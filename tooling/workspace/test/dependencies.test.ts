import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The last column of the table in docs/architecture.md. `turbo boundaries` cannot say it: it counts what a dependency
 * depends on, and what only tests use (the ledger's run on a real database).
 */
const mayImport: Record<string, readonly string[]> = {
  'packages/policy': [],
  'packages/risk': [],
  'packages/ledger': [],
  'packages/database': [],
  'packages/runtime': ['policy', 'risk', 'ledger', 'database'],
  'packages/identity': ['database'],
  'packages/resilience': ['ledger', 'database'],
  'packages/zo': ['runtime'],
  'apps/qorectl': ['policy', 'risk', 'ledger', 'database', 'runtime', 'zo'],
};

describe('the packages depend on each other in one direction', () => {
  it.each(Object.entries(mayImport))('%s imports only what it may', (folder, allowed) => {
    const manifest = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    const own = Object.keys(manifest.dependencies ?? {})
      .filter((name) => name.startsWith('@zoqore/'))
      .map((name) => name.slice('@zoqore/'.length));
    expect(own.filter((name) => !allowed.includes(name))).toEqual([]);
  });
});

describe('third-party versions', () => {
  it.each(['', ...Object.keys(mayImport).map((folder) => `${folder}/`)])(
    '%spackage.json takes them from the catalog',
    (folder) => {
      const manifest = JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Record<
        string,
        Record<string, string> | undefined
      >;
      const stray = ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((kind) =>
        Object.entries(manifest[kind] ?? {}).filter(
          ([, range]) => range !== 'catalog:' && range !== 'workspace:^' && range !== 'workspace:*',
        ),
      );
      expect(stray).toEqual([]);
    },
  );
});
