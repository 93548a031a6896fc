import type { PublicationEvent, WitnessAlarm } from '@zoqore/ledger';
import { excerpt } from './neutralise.ts';

/** What happened between the ledger and those who watch it, in one line. */
export function publicationText(event: PublicationEvent): string {
  switch (event.event) {
    case 'witness-alarm':
      return `ALARM: witness ${excerpt(event.witness, 100)} ${alarmText(event.alarm)}`;
    case 'witness-failed':
      return `witness ${excerpt(event.witness, 100)}: ${excerpt(event.reason, 200)}; it is asked again`;
    case 'witness-works':
      return `witness ${excerpt(event.witness, 100)} cosigns again`;
    case 'anchor-failed':
      return `anchor ${excerpt(event.anchor, 200)}: ${excerpt(event.reason, 200)}; it is tried again`;
    case 'anchor-works':
      return `anchor ${excerpt(event.anchor, 200)} works again`;
    default:
      return event satisfies never;
  }
}

/** What a witness has seen that is not here. */
export function alarmText({ kind, theirSize, ourSize }: WitnessAlarm): string {
  return kind === 'ahead'
    ? `has cosigned ${theirSize} entries, and here are ${ourSize}: some are gone`
    : `has cosigned another record than this one, at size ${theirSize}`;
}
