import type { Credential } from '../credential.ts';
import type { Answer } from '../decision.ts';
import type { Runtime } from '../open-runtime.ts';
import type { Metrics } from './metrics.ts';

/** `POST /evaluate`: decides what the body asks and counts it. @throws what `runtime.decide` throws */
export async function evaluateRequest(
  runtime: Runtime,
  credential: Credential,
  body: unknown,
  metrics: Metrics,
): Promise<Answer> {
  const begun = performance.now();
  const answer = await runtime.decide(credential, body, { surface: 'http' });
  metrics.observeDecision({
    outcome: answer.decision,
    grade: answer.riskGrade,
    seconds: (performance.now() - begun) / 1000,
  });
  return answer;
}
