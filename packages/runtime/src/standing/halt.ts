/** Whom a halt covers: everyone, or one actor, or whatever one key asks, for whichever actor it speaks. */
export interface HaltTarget {
  readonly actorId?: string;
  readonly keyId?: string;
}

export interface Halt extends HaltTarget {
  readonly reason: string;
  readonly haltedAt: string;
  readonly haltedBy: string;
}

export type HaltScope = 'everyone' | 'actor' | 'key';

export function haltScope({ actorId, keyId }: HaltTarget): HaltScope {
  if (keyId !== undefined) return 'key';
  return actorId === undefined ? 'everyone' : 'actor';
}

/** Names what is halted, for a map: scopes have no space in them. */
export function haltName(target: HaltTarget): string {
  return `${haltScope(target)} ${target.keyId ?? target.actorId ?? ''}`;
}

/** The halt that covers what this key asks for this actor, the widest first. */
export function coveringHalt(
  halts: ReadonlyMap<string, Halt>,
  { actorId, keyId }: Required<HaltTarget>,
): Halt | undefined {
  return halts.get(haltName({})) ?? halts.get(haltName({ keyId })) ?? halts.get(haltName({ actorId }));
}
