import { DatabaseError } from '../errors.ts';
import { PgliteSocket } from './pglite-socket.ts';

export interface PgliteOpener {
  /** Called by the client whenever it needs a connection: once at first, then after each stop of the engine. */
  readonly socket: () => PgliteSocket;
  /** Resolves when no worker runs. */
  closed(): Promise<void>;
}

export interface PgliteOpenerOptions {
  readonly directory: string | undefined;
  readonly template: string | undefined;
  readonly log: (message: string) => void;
}

export function openPgliteSocket(options: PgliteOpenerOptions): PgliteOpener {
  let current: PgliteSocket | undefined;
  let ended: Promise<void> = Promise.resolve();
  let opened = 0;
  return {
    socket: () => {
      opened += 1;
      const isLost = opened > 1 && options.directory === undefined;
      if (opened > 1 && !isLost) options.log(`embedded database opened again in ${options.directory}`);
      // Only a new store starts from the template.
      const socket = new PgliteSocket(
        { directory: options.directory, template: opened === 1 ? options.template : undefined },
        // The client cannot take an exception here: a socket that fails is what it understands.
        isLost ? Promise.reject(lost()) : ended,
      );
      current = socket;
      ended = new Promise((resolve) => {
        socket.once('close', () => resolve());
      });
      return socket;
    },
    closed: async () => {
      if (current !== undefined) await ended;
    },
  };
}

function lost(): DatabaseError {
  return new DatabaseError({
    code: 'DATABASE_UNAVAILABLE',
    message: 'the database in memory stopped and its content is lost; open a new one',
  });
}
