import { createRequire } from 'node:module';
import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { CedarRequest } from '@zoqore/policy/export';
import type { EngineAnswer } from './answer.ts';
import { distinct, obligationText } from './answer.ts';
import { answering } from './child.ts';

export interface CedarQuestion {
  readonly policies: string;
  readonly schema: string;
  /** Of each request, one question for each resource. */
  readonly requests: readonly (readonly CedarRequest[])[];
}

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs') as typeof Cedar;

answering(({ policies, schema, requests }: CedarQuestion): readonly EngineAnswer[] => {
  const parts = cedar.policySetTextToParts(policies);
  if (parts.type === 'failure') throw new Error(JSON.stringify(parts.errors));
  const staticPolicies = Object.fromEntries(parts.policies.map((policy, index) => [String(index), policy]));
  const notes = parts.policies.map((policy) => {
    const read = cedar.policyToJson(policy);
    if (read.type === 'failure') throw new Error(JSON.stringify(read.errors));
    return read.json.annotations ?? {};
  });
  const valid = cedar.validate({ schema, policies: { staticPolicies } });
  if (valid.type === 'failure' || valid.validationErrors.length > 0) throw new Error(JSON.stringify(valid));
  expectSuccess(cedar.preparsePolicySet('set', { staticPolicies }));
  expectSuccess(cedar.preparseSchema('schema', schema));
  const ask = (request: CedarRequest, action: CedarRequest['ask']): Cedar.Response => {
    const { principal, resource, context, entities } = request;
    const answer = cedar.statefulIsAuthorized({
      principal,
      action,
      resource,
      context: context as Cedar.Context,
      entities: entities as unknown as Cedar.Entities,
      preparsedPolicySetId: 'set',
      preparsedSchemaName: 'schema',
      validateRequest: true,
    });
    if (answer.type === 'failure') throw new Error(JSON.stringify([answer.errors, request]));
    if (answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer.response));
    return answer.response;
  };
  /** With the annotations of the policies that decided. */
  const answerTo = (request: CedarRequest): Decided => {
    const proceed = ask(request, request.proceed);
    const second = proceed.decision === 'allow' ? proceed : ask(request, request.ask);
    const effect = proceed === second ? 'allow' : second.decision === 'allow' ? 'escalate' : 'deny';
    const deciding = second.diagnostics.reason.flatMap((id) => {
      const annotations = notes[Number(id)] ?? {};
      const isBuiltIn = annotations['id']?.startsWith('zoqore/') === true;
      return annotations['effect'] === effect && !isBuiltIn ? [annotations] : [];
    });
    return { effect, deciding };
  };
  return requests.map((resources) => strictest(resources.map(answerTo)));
});

interface Decided {
  readonly effect: EngineAnswer['effect'];
  readonly deciding: readonly Cedar.Annotations[];
}

function strictest(answers: readonly Decided[]): EngineAnswer {
  const effect = (['deny', 'escalate', 'allow'] as const).find((each) =>
    answers.some((answer) => answer.effect === each),
  );
  if (effect === undefined) throw new Error('a request without resources');
  const deciding = answers.flatMap((answer) => (answer.effect === effect ? answer.deciding : []));
  const texts = (name: string): string[] =>
    deciding.flatMap((annotations) => (annotations[name] === undefined ? [] : [annotations[name]]));
  const lists = (name: string): unknown[] => texts(name).flatMap((text): unknown[] => JSON.parse(text));
  return {
    effect,
    rules: distinct(texts('id')),
    because: distinct(texts('because')),
    requires: distinct(lists('requires').map(String)),
    obligations: distinct(lists('obligations').map((each) => obligationText(Object(each)))),
  };
}

function expectSuccess(answer: Cedar.CheckParseAnswer): void {
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
}
