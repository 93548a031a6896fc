import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiReports } from '../src/api-reports.ts';
import { compareReports, writeReports } from '../src/compare-reports.ts';

const accepted = new Map([
  [
    'alpha.api.md',
    '# API of @planted/alpha\n' +
      '\n## `@planted/alpha`\n\n```ts\nexport function add(to: Shared): Shared;\n\n' +
      'interface Shared {\n    readonly size: number;\n}\n```\n' +
      '\n## `@planted/alpha/more`\n\n```ts\nexport function take(from: Shared): Shared;\n```\n',
  ],
]);

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'zoqore-api-test-'));
  folder = join(root, 'docs', 'api');
  writeReports(accepted, folder);
  symlinkSync(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(root, 'node_modules'));
  plant('package.json', {
    name: '@planted/alpha',
    version: '1.0.0',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './more': { types: './more.d.ts', default: './more.js' },
      './package.json': './package.json',
    },
  });
  plant('shared.d.ts', 'export interface Shared {\n    readonly size: number;\n}\n');
  plant('index.d.ts', declaring('export declare function add(to: Shared): Shared;'));
  plant('more.d.ts', declaring('export declare function take(from: Shared): Shared;'));
});

afterEach(() => rmSync(root, { recursive: true }));

function declaring(declaration: string): string {
  return `import type { Shared } from './shared.js';\n${declaration}\n`;
}

function plant(path: string, content: string | object): void {
  const file = join(root, 'packages', 'alpha', path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

describe('an API report', () => {
  it('has each entry point, a type that exports mention once, and no documentation', () => {
    plant('more.d.ts', declaring('/** More. */\nexport declare function take(from: Shared): Shared;'));
    expect(apiReports(root)).toEqual(accepted);
  });

  it('differs when a type changes that is not exported itself', () => {
    plant('shared.d.ts', 'export interface Shared {\n    readonly sizeBytes: number;\n}\n');
    expect(compareReports(apiReports(root), folder)).toEqual([
      'alpha.api.md differs\n  -     readonly size: number;\n  +     readonly sizeBytes: number;',
    ]);
  });

  it('differs when an export goes', () => {
    plant('more.d.ts', 'export {};\n');
    expect(compareReports(apiReports(root), folder).join('\n')).toContain('- export function take');
  });

  it('is missed when it was never accepted', () => {
    rmSync(folder, { recursive: true });
    expect(compareReports(accepted, folder)).toEqual(['alpha.api.md is missing']);
  });

  it('is found and removed when no public package has it', () => {
    expect(compareReports(new Map(), folder)).toEqual(['alpha.api.md is of no public package']);
    writeReports(new Map(), folder);
    expect(compareReports(new Map(), folder)).toEqual([]);
  });
});

describe('nothing to report on is an error', () => {
  it('when no package is public', () => {
    plant('package.json', { name: '@planted/alpha', private: true });
    expect(() => apiReports(root)).toThrow('expected public packages');
  });

  it('when a package is not built', () => {
    rmSync(join(root, 'packages/alpha/more.d.ts'));
    expect(() => apiReports(root)).toThrow('more.d.ts');
  });
});
