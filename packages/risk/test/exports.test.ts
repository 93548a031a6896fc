import { expect, it } from 'vitest';
import * as risk from '../src/index.ts';

it('exports what the README lists and nothing else', () => {
  expect(Object.keys(risk).sort()).toEqual([
    'RiskError',
    'assess',
    'defaultRiskModel',
    'inspectCommand',
    'inspectContent',
    'inspectNovelty',
    'inspectPath',
    'inspectTool',
    'inspectTrust',
    'inspectUrl',
    'missingSignal',
    'parseRiskModel',
    'redactSecrets',
  ]);
});
