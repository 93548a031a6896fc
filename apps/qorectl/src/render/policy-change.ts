import type { PolicyChange } from '../policy-change.ts';
import { excerpt, neutralise } from './neutralise.ts';
import { changesText } from './policy-analysis.ts';
import { ruleCount } from './plain-words.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

export const nothingToApply = 'nothing to apply: this set is in force';

/** A change that is made, with its entry. */
export interface AppliedChange {
  readonly receipt: { readonly index: number };
}

/** Whoever applies what lets through more approves it by that; the entry names the key. */
export function approvedBy({ receipt }: AppliedChange): string {
  return `approved with the key that applied it: qorectl ledger show ${receipt.index}`;
}

/** Which rules come, go and change when this set is put in force, or have when it was. */
export function policyChangeText(
  screen: Screen,
  change: PolicyChange,
  applied?: AppliedChange,
): readonly string[] {
  const list = (name: string, ids: readonly string[]): readonly (readonly [string, string])[] =>
    ids.length === 0 ? [] : [[name, ids.map(neutralise).join(', ')]];
  const isSame = change.before === change.policyVersion;
  const approval = applied === undefined ? 'an approval is needed' : approvedBy(applied);
  const wider = { yes: `yes, ${approval}`, no: 'no, that is proved', maybe: `maybe, ${approval}` };
  return [
    ...fields(screen, [
      ['from', excerpt(change.source, 120)],
      ['set', `${excerpt(change.name, 80)}, ${ruleCount(change.rules)}`],
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
