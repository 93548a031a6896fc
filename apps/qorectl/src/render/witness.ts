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
  switch (event.event) {
    case 'cosigned':
      return `cosigned ${excerpt(event.origin, 200)}: ${event.oldSize} → ${event.size}`;
    case 'refused':
      return `refused ${event.status}${event.origin === undefined ? '' : ` ${excerpt(event.origin, 200)}`}: ${excerpt(event.reason, 300)}`;
    case 'contradiction': {
      const what =
        event.kind === 'fork'
          ? `FORK: two signed roots at size ${event.knownSize}`
          : `UNPROVED: size ${event.claimedSize} is not shown to go on from ${event.knownSize}`;
      const kept = event.kept === undefined ? 'not kept: too many, or no room' : `both kept in ${event.kept}`;
      return `${what} of ${excerpt(event.origin, 200)}; ${kept}`;
    }
  }
}
