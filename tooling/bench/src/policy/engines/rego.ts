import { loadPolicy } from '@open-policy-agent/opa-wasm';
import { compileRego } from '@zoqore/oracle/rego-compiler';

export interface RegoProgram {
  /** The value of the entry point, or undefined when it has none. */
  evaluate(input: object): unknown;
}

/**
 * Compiles a module to WebAssembly, and loads it with the data.
 * @throws Error `MODULE_NOT_FOUND` where there is no `opa` for this machine; with what it says of the module
 */
export async function loadRego(
  module: string,
  { entryPoint, data }: { readonly entryPoint: string; readonly data?: object },
): Promise<RegoProgram> {
  const policy = await loadPolicy(compileRego(module, entryPoint));
  if (data !== undefined) policy.setData(data);
  return {
    evaluate(input) {
      const [first] = policy.evaluate(input) as readonly { readonly result: unknown }[];
      return first?.result;
    },
  };
}
