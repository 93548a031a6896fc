import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const bin = join(root, 'node_modules/.bin');

/** A copy of the workspace without what is installed or built, to plant a violation in. */
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'zoqore-planted-'));
  for (const name of [
    'package.json',
    'pnpm-workspace.yaml',
    'pnpm-lock.yaml',
    'turbo.json',
    'tsconfig.json',
    '.oxlintrc.json',
    '.oxfmtrc.json',
    'packages',
    'apps',
    'examples',
    'tooling',
  ]) {
    cpSync(join(root, name), join(copy, name), {
      recursive: true,
      filter: (source) => !/\/(?:node_modules|dist|\.turbo)(?:\/|$)/.test(source.slice(root.length)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true }));

/** What stood where something was planted, undefined for nothing. */
const replaced = new Map<string, Buffer | undefined>();

afterEach(() => {
  for (const [path, content] of replaced) {
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);
  }
  replaced.clear();
});

function run(program: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(bin, program), args, { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function plant(path: string, text: string): void {
  const file = join(copy, path);
  replaced.set(file, existsSync(file) ? readFileSync(file) : undefined);
  writeFileSync(file, text);
}

describe('the checks find what is planted', () => {
  it('turbo boundaries passes the workspace as it is', () => {
    expect(run('turbo', 'boundaries')).toMatchObject({ status: 0 });
  });

  it('turbo boundaries refuses an import of a package that is not declared', () => {
    plant('packages/policy/src/planted.ts', "import '@zoqore/runtime';\n");
    const { status, output } = run('turbo', 'boundaries');
    expect(status).not.toBe(0);
    expect(output).toContain('@zoqore/runtime');
  });

  it('turbo boundaries refuses a dependency that points upstream', () => {
    plant(
      'packages/ledger/package.json',
      JSON.stringify({
        name: '@zoqore/ledger',
        version: '0.1.0',
        dependencies: { '@zoqore/runtime': 'workspace:^' },
      }),
    );
    const { status, output } = run('turbo', 'boundaries');
    expect(status).not.toBe(0);
    expect(output).toContain('ledger');
  });

  it('turbo boundaries refuses a relative path into another package', () => {
    plant('packages/risk/src/planted.ts', "import '../../policy/src/index.ts';\n");
    expect(run('turbo', 'boundaries').status).not.toBe(0);
  });

  it('oxlint refuses a promise that nobody waits for', () => {
    plant(
      'packages/risk/src/planted.ts',
      'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
    );
    const { status, output } = run('oxlint', 'packages/risk/src/planted.ts');
    expect(status).not.toBe(0);
    expect(output).toContain('no-floating-promises');
  });

  it('oxlint refuses a switch that forgets a case', () => {
    plant(
      'packages/risk/src/planted.ts',
      "export function name(grade: 'L1' | 'L2'): string {\n  switch (grade) {\n    case 'L1':\n      return 'low';\n  }\n  return '';\n}\n",
    );
    const { status, output } = run('oxlint', 'packages/risk/src/planted.ts');
    expect(status).not.toBe(0);
    expect(output).toContain('switch-exhaustiveness-check');
  });

  it('oxfmt refuses a file that is not formatted', () => {
    plant('packages/risk/src/planted.ts', 'export const  x="1"\n');
    expect(run('oxfmt', '--check', 'packages/risk/src/planted.ts').status).not.toBe(0);
  });
});
