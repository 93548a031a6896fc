import type { PolicyChange } from '../policy-change.ts';
import { excerpt, neutralise } from './neutralise.ts';
import { changesText } from './policy-analysis.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

export const nothingToApply = 'nothing to apply: this set is in force';

/** Which rules come, go and change when this set is put in force. */
export function policyChangeText(screen: Screen, change: PolicyChange): readonly string[] {
  const list = (name: string, ids: readonly string[]): readonly (readonly [string, string])[] =>
    ids.length === 0 ? [] : [[name, ids.map(neutralise).join(', ')]];
  const isSame = change.before === change.policyVersion;
  const wider = {
    yes: 'yes, an approval is needed',
    no: 'no, that is proved',
    maybe: 'maybe, an approval is needed',
  };
  return [
    ...fields(screen, [
      ['from', excerpt(change.source, 120)],
      ['set', `${excerpt(change.name, 80)}, ${change.rules} rules`],
      ['before', change.before.slice(0, 16)],
      ['version', `${change.policyVersion.slice(0, 16)}${isSame ? ', as before' : ''}`],
      ...list('added', change.added),
      ...list('removed', change.removed),
      ...list('changed', change.changed),
      ...(change.isDefaultChanged ? [['default', 'changed'] as const] : []),
      ['wider', wider[change.wider.answer]],
    ]),
    ...changesText(screen, 'lets through more', change.wider.changes),
  ];
}
