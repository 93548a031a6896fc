import type { PolicyEnvironment, PolicyInput, PolicySet } from '@zoqore/policy';
import { compilePolicy, definePolicySet, evaluate } from '@zoqore/policy';
import type { ExportRefusal } from '@zoqore/policy/export';
import { cedarRequests, exportCedar, exportRego, requestDocument } from '@zoqore/policy/export';
import { places } from './against-naive.ts';
import type { EngineAnswer } from './engines/answer.ts';
import { distinct, obligationText } from './engines/answer.ts';
import type { CedarQuestion } from './engines/cedar-process.ts';
import { EngineProcess } from './engines/child.ts';
import type { OpaQuestion } from './engines/opa-process.ts';
import { policySet } from './generate/policy-set.ts';
import { request } from './generate/request.ts';
import { Random } from './random.ts';
import type { Plan } from './tally.ts';
import { Tally } from './tally.ts';

export interface EnginePlan extends Plan {
  /** Where sets come from, unless at random. */
  readonly sets?: (random: Random) => PolicySet;
  /** What is done to the exported text before the engine reads it, to see that a mistake in it is found. */
  readonly tamper?: (text: string) => string;
}

export class EngineTally extends Tally {
  readonly rules = { exported: 0, refused: 0 };
}

/** The library against Cedar, over the rules that can be exported. */
export async function againstCedar(plan: EnginePlan): Promise<EngineTally> {
  const { tamper = (text) => text } = plan;
  const engine = new EngineProcess<CedarQuestion, readonly EngineAnswer[]>(
    new URL('engines/cedar-process.ts', import.meta.url),
  );
  return compared(plan, engine, {
    exported: exportCedar,
    question: ({ policies, schema }, inputs) => ({
      policies: tamper(policies),
      schema,
      requests: inputs.map((input) => cedarRequests(requestDocument(input))),
    }),
  });
}

/** The library against OPA, over the rules that can be exported. */
export async function againstOpa(plan: EnginePlan): Promise<EngineTally> {
  const { tamper = (text) => text } = plan;
  const engine = new EngineProcess<OpaQuestion, readonly EngineAnswer[]>(
    new URL('engines/opa-process.ts', import.meta.url),
  );
  return compared(plan, engine, {
    exported: exportRego,
    question: ({ module }, inputs) => ({ module: tamper(module), requests: inputs.map(requestDocument) }),
  });
}

type Exported<Texts> =
  | (Texts & { readonly exported: true })
  | { readonly exported: false; readonly refusals: readonly ExportRefusal[] };

interface Language<Texts, Question> {
  exported(set: PolicySet, place: PolicyEnvironment): Exported<Texts>;
  question(texts: Texts, inputs: readonly PolicyInput[]): Question;
}

async function compared<Texts, Question extends object>(
  plan: EnginePlan,
  engine: EngineProcess<Question, readonly EngineAnswer[]>,
  language: Language<Texts, Question>,
): Promise<EngineTally> {
  const { sets = policySet } = plan;
  const tally = new EngineTally(plan);
  const random = new Random(plan.seed);
  try {
    while (!tally.isDone) {
      const whole = sets(random);
      // The built-in protection is no part of a set, so it is not exported.
      const { workspace, home } = random.pick(places);
      const place = { workspace, home };
      const first = language.exported(whole, place);
      const refused = new Set(first.exported ? [] : first.refusals.map(({ rule }) => rule));
      // Marks are refused by every engine, and so is each rule that asks what they give.
      const { marks: _marks, ...said } = whole;
      const set = definePolicySet({ ...said, rules: whole.rules.filter(({ id }) => !refused.has(id)) });
      tally.rules.refused += whole.rules.length - set.rules.length;
      tally.rules.exported += set.rules.length;
      const exported = language.exported(set, place);
      if (!exported.exported) throw new Error(`still refused: ${JSON.stringify(exported.refusals)}`);
      const inputs = Array.from({ length: plan.requestsPerSet }, () => request(random, set)).filter(
        isReadable,
      );
      const policy = compilePolicy(set, place);
      const answers = await engine.ask(language.question(exported, inputs));
      inputs.forEach((input, at) => {
        const theirs = answers[at];
        if (theirs === undefined) throw new Error('an answer is missing');
        const { effect, rules, because, requiredActions, obligations } = evaluate(policy, input);
        const ours: EngineAnswer = {
          effect,
          rules,
          because: distinct(because),
          requires: distinct(requiredActions),
          obligations: distinct(obligations.map(obligationText)),
        };
        tally.note({ set, input, ours, theirs });
      });
    }
    return tally;
  } finally {
    await engine.end();
  }
}

/** Other engines get UTF-8 and no request without a declared resource; what is refused before them is denied. */
function isReadable(input: PolicyInput): boolean {
  try {
    return cedarRequests(requestDocument(input)).length > 0;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
