import { describe, expect, it } from 'vitest';
import { confirm } from '../src/confirm.ts';
import { createScreen } from '../src/render/screen.ts';
import type { Session } from '../src/session.ts';

const screen = createScreen({ isTerminal: true, columns: 80, hasColour: false });
const question = { page: ['what is lost'], text: 'lose it?', hint: 'qorectl lose --yes' };

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
    const { session, said } = sessionOf(async () => answer);
    await confirm(session, { yes: false }, question);
    expect(said).toEqual(['what is lost']);
  });

  it.each(['', 'n', 'no', 'yess', 'ja'])('takes %j for a no and changes nothing', async (answer) => {
    const { session } = sessionOf(async () => answer);
    await expect(confirm(session, { yes: false }, question)).rejects.toMatchObject({
      code: 'NOT_CONFIRMED',
      hint: 'qorectl lose --yes',
    });
  });

  it('is not put where --yes was typed or nobody sits', async () => {
    const never = sessionOf(() => Promise.reject(new Error('was asked')));
    await confirm(never.session, { yes: true }, question);
    await confirm(sessionOf(undefined).session, { yes: false }, question);
  });
});
