import { hash } from 'node:crypto';

/** A label of a session, and until when it holds, epoch milliseconds. */
export interface SessionLabel {
  /** `sessionKey` of the session; `nameless` for what no session was named for. */
  readonly session: string;
  readonly label: string;
  readonly until: number;
}

/** The labels of one actor's sessions, by session and label; the value is until when they hold. */
export type ActorLabels = Map<string, Map<string, number>>;

/** Stands for requests that name no session: they are of any of the actor's, as far as anybody can tell. */
export const nameless = '';

const hour = 3_600_000;
/** How long a label holds after it was last given. Nobody says when a session ends, and a nameless one never does. */
const holdsMs = { named: 30 * 24 * hour, nameless: 24 * hour } as const;
/** Past so many sessions with labels, what more an actor's sessions are given is given to all of them. */
const maxSessions = 256;

/** What a session is called in tables: its name is the caller's and has any length; an empty one names nothing. */
export function sessionKey(session: string | undefined): string {
  return session === undefined || session === '' ? nameless : hash('sha256', session);
}

/**
 * The labels that hold for a request, sorted. Those without a session hold in each, and a request without one has the labels of all:
 * leaving the name out helps nobody.
 */
export function labelsHeld(actor: ActorLabels | undefined, session: string, now: number): readonly string[] {
  const held = new Set<string>();
  for (const [each, labels] of actor ?? []) {
    if (session !== nameless && each !== nameless && each !== session) continue;
    for (const [label, until] of labels) if (until > now) held.add(label);
  }
  return [...held].toSorted();
}

/** What must be written so that the session has these labels from now on: what it will have for long is left out. */
export function labelsToGive(
  actor: ActorLabels | undefined,
  asked: { readonly session: string; readonly labels: readonly string[]; readonly now: number },
): readonly SessionLabel[] {
  const { labels, now } = asked;
  const session = sessionWithRoom(actor, asked.session, now);
  const ms = session === nameless ? holdsMs.nameless : holdsMs.named;
  const standing = actor?.get(session);
  return labels
    .filter((label) => (standing?.get(label) ?? 0) < now + ms / 2)
    .map((label) => ({ session, label, until: now + ms }));
}

function sessionWithRoom(actor: ActorLabels | undefined, session: string, now: number): string {
  if (actor === undefined || actor.size < maxSessions || actor.has(session)) return session;
  const live = [...actor.values()].filter((held) => isLive(held, now));
  return live.length < maxSessions ? session : nameless;
}

function isLive(held: ReadonlyMap<string, number>, now: number): boolean {
  return [...held.values()].some((until) => until > now);
}

/** Never shortens what holds. Of an actor with many sessions those are forgotten that have nothing any more. */
export function putLabels(
  byActor: Map<string, ActorLabels>,
  { actorId, labels, now }: { actorId: string; labels: readonly SessionLabel[]; now: number },
): void {
  const actor: ActorLabels = byActor.get(actorId) ?? new Map<string, Map<string, number>>();
  byActor.set(actorId, actor);
  if (actor.size >= maxSessions) {
    for (const [session, held] of actor) if (!isLive(held, now)) actor.delete(session);
  }
  for (const { session, label, until } of labels) {
    const held = actor.get(session) ?? new Map<string, number>();
    actor.set(session, held);
    held.set(label, Math.max(until, held.get(label) ?? 0));
  }
}
