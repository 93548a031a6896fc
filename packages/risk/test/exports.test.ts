import { expect, it } from 'vitest';
import * as risk from '../src/index.ts';

it('exports what the README lists and nothing else', () => {
  expect(Object.keys(risk).sort()).toEqual([
    'assess',
    'citationPolicyJsonSchema',
    'citationPolicySchema',
    'defaultCitationPolicy',
    'defaultRiskModel',
    'inspectCommand',
    'inspectContent',
    'inspectNovelty',
    'inspectPath',
    'inspectTool',
    'inspectTrust',
    'inspectUrl',
    'missingSignal',
    'redactSecrets',
    'riskLoosening',
    'riskModelJsonSchema',
    'riskModelSchema',
    'scoreCitations',
  ]);
});
