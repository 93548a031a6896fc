import type { ActorDetail, ActorRecord } from '@zoqore/runtime';
import { excerpt } from './neutralise.ts';
import type { Screen } from './screen.ts';
import { fields, table } from './table.ts';

/** What is said of each actor, and how far it is trusted. */
export function actorTable(screen: Screen, items: readonly ActorRecord[]): readonly string[] {
  if (items.length === 0) return ['no actors yet', '→ qorectl actors set ID --role NAME'];
  return table(
    screen,
    [
      { title: 'ACTOR', isFlexible: true },
      { title: 'KIND', priority: 2 },
      { title: 'ROLES', isFlexible: true },
      { title: 'TRUST', isFlexible: true },
      { title: 'VERIFIED', priority: 1 },
      { title: 'LAST MOVE', isFlexible: true, priority: 3 },
    ],
    items.map((item) => [
      { text: excerpt(item.id, 128) },
      { text: excerpt(item.kind, 20) },
      { text: item.roles.length === 0 ? 'none' : item.roles.map((role) => excerpt(role, 60)).join(' ') },
      { text: trustWords(item) },
      { text: String(item.verifiedOutcomes) },
      { text: moveWords(item) },
    ]),
  );
}

/** One actor, what moved its trust last, and its latest outcomes. */
export function actorText(screen: Screen, actor: ActorDetail): readonly string[] {
  return [
    `${screen.paint('strong', excerpt(actor.id, 128))}  ${trustWords(actor)}`,
    '',
    ...fields(screen, [
      ['kind', excerpt(actor.kind, 20)],
      ['roles', actor.roles.length === 0 ? 'none' : actor.roles.map((role) => excerpt(role, 60)).join(' ')],
      ['verified', `${actor.verifiedOutcomes} outcomes`],
      ['last move', moveWords(actor)],
    ]),
    ...(actor.outcomes.length === 0
      ? []
      : [
          '',
          ...table(
            screen,
            [
              { title: 'AT' },
              { title: 'OUTCOME' },
              { title: 'TRUST' },
              { title: 'DECISION', isFlexible: true },
            ],
            actor.outcomes.map((outcome) => [
              { text: outcome.at },
              { text: `${excerpt(outcome.status, 20)}${outcome.isVerified ? '' : ', unverified'}` },
              { text: signed(outcome.trustChange) },
              { text: excerpt(outcome.decisionId, 60) },
            ]),
          ),
        ]),
  ];
}

/** `KBT (0.55)`, with what holds it there. */
export function trustWords({ trustStage, trust, isOnProbation, trustCap }: ActorRecord): string {
  return [
    `${trustStage} (${rounded(trust)})`,
    ...(isOnProbation ? ['on probation'] : []),
    ...(trustCap === undefined ? [] : [`capped at ${rounded(trustCap)}`]),
  ].join(', ');
}

function moveWords({ lastMove }: ActorRecord): string {
  if (lastMove === undefined) return 'none';
  const { at, cause, change, by, reason } = lastMove;
  return [
    `${excerpt(cause, 20)}${change === undefined ? '' : ` ${signed(change)}`}, ${at}`,
    ...(by === undefined ? [] : [`by ${excerpt(by, 60)}: ${excerpt(reason ?? '', 200)}`]),
  ].join(' ');
}

function signed(change: number): string {
  return `${change > 0 ? '+' : ''}${rounded(change)}`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(3)));
}
