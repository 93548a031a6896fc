import { describe, expect, it } from 'vitest';
import { confirm } from '../src/confirm.ts';
import { createScreen } from '../src/render/screen.ts';
import type { Session } from '../src/session.ts';

const screen = createScreen({ isTerminal: true, columns: 80, hasColour: false });
const question = { page: ['what is lost'], act: 'lose it for good', hint: 'qorectl lose it --yes' };

function sessionOf(ask: Session['ask']): { readonly session: Session; readonly said: string[] } {
  const said: string[] = [];
  const session: Session = {
    isJson: false,
    version: '0',
    environment: {},
    workingDirectory: '/',
    clock: () => 0,
    screen,
    talkScreen: screen,
    progress: undefined,
    ask,
    print: () => undefined,
    talk: (line) => void said.push(line),
    warn: () => undefined,
    envelopeOf: (data) => data,
  };
  return { session, said };
}

describe('a question before what cannot be undone', () => {
  it.each(['y', 'Y', ' yes '])('goes on after %j, with the page shown before', async (answer) => {
    const asked: string[] = [];
    const { session, said } = sessionOf(async (text) => {
      asked.push(text);
      return answer;
    });
    await confirm(session, { yes: false }, question);
    expect([said, asked]).toEqual([['what is lost'], ['lose it for good? [y/N] ']]);
  });

  it.each(['', 'n', 'no', 'yess', 'ja'])('takes %j for a no and changes nothing', async (answer) => {
    const { session } = sessionOf(async () => answer);
    await expect(confirm(session, { yes: false }, question)).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
      hint: null,
    });
  });

  it('is not put where --yes was typed', async () => {
    const never = sessionOf(() => Promise.reject(new Error('was asked')));
    await confirm(never.session, { yes: true }, question);
    await confirm(sessionOf(undefined).session, { yes: true }, question);
  });

  it('is a no where nobody can be asked, with what would be done and what to type', async () => {
    await expect(confirm(sessionOf(undefined).session, { yes: false }, question)).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
      message: 'without --yes nothing was changed; this would lose it for good',
      hint: 'qorectl lose it --yes',
    });
  });
});
