import { excerpt } from './neutralise.ts';

interface Target {
  readonly actorId?: string;
  readonly keyId?: string;
}

/** Whom a halt covers, in words. */
export function halted({ actorId, keyId }: Target): string {
  if (keyId !== undefined) return `key ${excerpt(keyId, 64)}`;
  return actorId === undefined ? 'everyone' : excerpt(actorId, 128);
}

/** The command that lifts it. */
export function resumption({ actorId, keyId }: Target): string {
  if (keyId !== undefined) return `qorectl resume --key ${excerpt(keyId, 64)}`;
  return actorId === undefined ? 'qorectl resume' : `qorectl resume --actor ${excerpt(actorId, 128)}`;
}
