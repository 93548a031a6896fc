import { createRequire } from 'node:module';
import type * as Opa from '@open-policy-agent/opa-wasm';
import type { RequestDocument } from '@zoqore/policy/export';
import type { EngineAnswer } from './answer.ts';
import { distinct, obligationText } from './answer.ts';
import { answering } from './child.ts';
import { compileRego } from './rego-compiler.ts';

export interface OpaQuestion {
  readonly module: string;
  readonly requests: readonly RequestDocument[];
}

const { loadPolicy } = createRequire(import.meta.url)('@open-policy-agent/opa-wasm') as typeof Opa;

answering(async ({ module, requests }: OpaQuestion): Promise<readonly EngineAnswer[]> => {
  const policy = await loadPolicy(compileRego(module, 'zoqore/policy/verdict'));
  return requests.map((input) => {
    const [{ result }] = policy.evaluate(input);
    return {
      effect: result.decision,
      rules: distinct(result.rules),
      because: distinct(result.because),
      requires: distinct(result.requires),
      obligations: distinct(result.obligations.map(obligationText)),
    };
  });
});
