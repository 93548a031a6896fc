import * as Flags from '@oclif/core/flags';
import { QoreError } from './errors.ts';
import type { Session } from './session.ts';

/** Flag of the commands that ask before they do what cannot be taken back. */
export const confirmFlags = {
  yes: Flags.boolean({ char: 'y', summary: 'do not ask; needed where no terminal can' }),
};

export interface Question {
  /** What the person should have read before. */
  readonly page: readonly string[];
  /** What would be done: a verb and what it is done to, to be followed by a question mark. */
  readonly act: string;
  /** What to type to have it done unasked. */
  readonly hint: string;
}

/**
 * Asks the person at the terminal. Where nobody can be asked, in a pipe or under `--json`, `--yes` alone is a yes.
 * @throws QoreError NOT_CONFIRMED
 */
export async function confirm(
  session: Session,
  flags: { readonly yes: boolean },
  { page, act, hint }: Question,
): Promise<void> {
  if (flags.yes) return;
  if (session.ask === undefined) {
    throw new QoreError({
      code: 'NOT_CONFIRMED',
      message: `without --yes nothing was changed; this would ${act}`,
      hint,
    });
  }
  for (const line of page) session.talk(line);
  const answer = (await session.ask(`${act}? [y/N] `)).trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return;
  throw new QoreError({
    code: 'NOT_CONFIRMED',
    message: 'not confirmed, so nothing was changed',
    hint: null,
  });
}
