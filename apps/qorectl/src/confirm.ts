import * as Flags from '@oclif/core/flags';
import { QoreError } from './errors.ts';
import type { Session } from './session.ts';

/** Flag of the commands that ask before they do what cannot be undone. */
export const confirmFlags = {
  yes: Flags.boolean({ char: 'y', summary: 'do not ask' }),
};

/**
 * Asks the person at the terminal; a script, `--json` and `--yes` are not asked.
 * @throws QoreError NOT_CONFIRMED
 */
export async function confirm(
  session: Session,
  flags: { readonly yes: boolean },
  question: { readonly page: readonly string[]; readonly text: string; readonly hint: string },
): Promise<void> {
  if (flags.yes || session.ask === undefined) return;
  for (const line of question.page) session.talk(line);
  const answer = (await session.ask(`${question.text} [y/N] `)).trim().toLowerCase();
  if (answer === 'y' || answer === 'yes') return;
  throw new QoreError({
    code: 'NOT_CONFIRMED',
    message: 'not confirmed, so nothing was changed',
    hint: question.hint,
  });
}
