import { assess, defaultRiskModel, inspectCommand, inspectContent, inspectPath } from '@zoqore/risk';
import type { Signal, Surroundings } from '@zoqore/risk';
import type { Case, ContentCase } from './corpus.ts';

/** What the corpus says that every case assumes. */
export const surroundings: Surroundings = { workspace: '/home/ana/work/shop', home: '/home/ana' };

/**
 * An alarm is grade L3 under the default model: the one grade that neither `failsafe` nor `balanced` allows without a
 * person. Text that comes from a tool is not decided on but marked, and by any finding (decision 0008): there each
 * finding is an alarm.
 */
export function raisesAlarm(one: Case): boolean {
  if ('content' in one && isFromTool(one))
    return inspectContent(one.content, { origin: 'result' }).signals.length > 0;
  return assess(defaultRiskModel, inspect(one)).grade === 'L3';
}

function inspect(one: Case): readonly Signal[] {
  if ('command' in one) return inspectCommand(one.command, surroundings).signals;
  if ('content' in one) return inspectContent(one.content).signals;
  const { path, action, realPath } = one;
  return inspectPath(path, surroundings, {
    access: action,
    ...(realPath === undefined ? {} : { realPath }),
  }).signals;
}

export function isFromTool({ surface }: ContentCase): boolean {
  return surface === 'tool-result' || surface === 'tool-description';
}
