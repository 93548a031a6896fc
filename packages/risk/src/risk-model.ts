import { RiskError } from './errors.ts';
import type { RiskModel } from './model.ts';

/** Every detector's own grades and weights, and no raising by score. */
export const defaultRiskModel: RiskModel = { overrides: {}, thresholds: { L2: 1, L3: 1 } };

/**
 * Reads a risk model that an operator wrote; absent parts are the default's.
 *
 * @throws RiskError `RISK_MODEL_INVALID` when a field is unknown or of the wrong shape.
 */
export function parseRiskModel(value: unknown): RiskModel {
  const model = readObject(value, 'model', ['overrides', 'thresholds']);
  const overrides = new Map<string, RiskModel['overrides'][string]>();
  for (const [id, one] of Object.entries(readObject(model['overrides'] ?? {}, 'overrides'))) {
    const where = `overrides.${id}`;
    const override = readObject(one, where, ['grade', 'weight']);
    const { grade, weight } = override;
    if (grade !== undefined && grade !== 'L1' && grade !== 'L2' && grade !== 'L3') {
      throw invalid(`${where}.grade`, 'L1, L2 or L3', grade);
    }
    overrides.set(id, {
      ...(grade === undefined ? {} : { grade }),
      ...(weight === undefined ? {} : { weight: readShare(weight, `${where}.weight`) }),
    });
  }
  const thresholds = readObject(model['thresholds'] ?? {}, 'thresholds', ['L2', 'L3']);
  return {
    overrides: Object.fromEntries(overrides),
    thresholds: {
      L2: readShare(thresholds['L2'] ?? defaultRiskModel.thresholds.L2, 'thresholds.L2'),
      L3: readShare(thresholds['L3'] ?? defaultRiskModel.thresholds.L3, 'thresholds.L3'),
    },
  };
}

function readObject(value: unknown, where: string, keys?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(where, 'an object', value);
  }
  for (const key of Object.keys(value)) {
    if (keys !== undefined && !keys.includes(key)) {
      throw invalid(`${where}.${key}`, `one of ${keys.join(', ')}`, key);
    }
  }
  return { ...value };
}

function readShare(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw invalid(where, 'a number from 0 to 1', value);
}

function invalid(where: string, expected: string, found: unknown): RiskError {
  const shown = typeof found === 'string' || typeof found === 'number' ? String(found) : typeof found;
  return new RiskError({
    code: 'RISK_MODEL_INVALID',
    message: `expected ${expected} at \`${where}\`, found \`${shown.slice(0, 80)}\``,
    details: { where },
  });
}
