import type { WitnessEvent } from '@zoqore/ledger/witness';
import type { ServingWitness } from '../witness/serve-witness.ts';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields } from './table.ts';

/** What the operator of a log needs. The key stands on a line of its own, to be copied. */
export function witnessText(screen: Screen, { url, verifierKey, logs }: ServingWitness): readonly string[] {
  return [
    `${screen.paint('good', 'ready')}  ${logs.length} ${logs.length === 1 ? 'log' : 'logs'}`,
    '',
    ...fields(screen, [['address', url], ...logs.map((log): [string, string] => ['log', excerpt(log, 200)])]),
    '',
    'verifier key, for the logs and for whoever checks them',
    `  ${verifierKey}`,
    '',
    'Ctrl-C stops it',
  ];
}

/** One line of the witness's own record. */
export function witnessEventText(event: WitnessEvent): string {
  if (event.event === 'cosigned') {
    return `cosigned ${excerpt(event.origin, 200)}: ${event.oldSize} → ${event.size}`;
  }
  if (event.event === 'refused') {
    const log = event.origin === undefined ? '' : ` ${excerpt(event.origin, 200)}`;
    return `refused ${event.status}${log}: ${excerpt(event.reason, 300)}`;
  }
  const { kind, origin, knownSize, claimedSize, kept } = event;
  const what =
    kind === 'fork'
      ? `FORK: two signed roots at size ${knownSize}`
      : `UNPROVED: size ${claimedSize} is not shown to go on from ${knownSize}`;
  const where = kept === undefined ? 'not kept: too many, or no room' : `both kept in ${kept}`;
  return `${what} of ${excerpt(origin, 200)}; ${where}`;
}
