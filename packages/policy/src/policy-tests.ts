import { z } from 'zod';
import type { CompiledPolicy } from './compile.ts';
import { checkDocument, readDocument } from './document.ts';
import { evaluate } from './evaluate.ts';
import { requestOfExample } from './example-request.ts';
import type { Effect } from './model.ts';
import type { RequestExample } from './policy-set.ts';
import { effect, text } from './schema/primitives.ts';
import { requestSchema } from './schema/request-schema.ts';
import { compareText } from './verdict.ts';

/** The file beside a policy set: whole requests and what must come of them. */
export interface PolicyTests {
  readonly tests: readonly PolicyTest[];
}

export interface PolicyTest {
  readonly name: string;
  readonly request: RequestExample;
  readonly expect: Effect;
  /** Exactly the rules that must decide, in any order; empty for the default. */
  readonly rules?: readonly string[];
}

export interface PolicyTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: { readonly effect: Effect; readonly rules?: readonly string[] };
  readonly actual: { readonly effect: Effect; readonly rules: readonly string[] };
}

export interface PolicyTestReport {
  readonly passed: number;
  readonly failed: number;
  readonly results: readonly PolicyTestResult[];
}

const testsSchema: z.ZodType<PolicyTests> = z.strictObject({
  tests: z
    .array(
      z.strictObject({
        name: text(256),
        request: requestSchema,
        expect: effect,
        rules: z.array(text(128)).exactOptional(),
      }),
    )
    .min(1)
    .max(10_000),
});

/**
 * Runs a `tests:` file, or the same as data, against a policy. A test that fails is a result, not an error.
 *
 * @throws PolicyError `POLICY_INVALID` when the tests themselves cannot be read
 */
export function runPolicyTests(policy: CompiledPolicy, tests: string | PolicyTests): PolicyTestReport {
  const results = readTests(tests).tests.map((test): PolicyTestResult => {
    const verdict = evaluate(policy, requestOfExample(test.request, policy.environment));
    const wanted = test.rules?.toSorted(compareText);
    return {
      name: test.name,
      passed: verdict.effect === test.expect && (wanted === undefined || isSame(wanted, verdict.rules)),
      expected: { effect: test.expect, ...(wanted === undefined ? {} : { rules: wanted }) },
      actual: { effect: verdict.effect, rules: verdict.rules },
    };
  });
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed, results };
}

function readTests(tests: string | PolicyTests): PolicyTests {
  return typeof tests === 'string' ? readDocument(tests, testsSchema) : checkDocument(tests, testsSchema);
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((id, at) => id === right[at]);
}
