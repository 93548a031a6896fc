import { type ConnectOptions, homeOf } from './connect.ts';
import { openHome } from './home.ts';
import { readInput } from './input.ts';
import type { PolicyText } from './policy-files.ts';
import type { Session } from './session.ts';

/** The policy text that a command works on: the file that was named, else those that zoqore.yaml names. */
export async function proposedPolicy(
  session: Session,
  options: ConnectOptions,
  file: string | undefined,
): Promise<PolicyText> {
  if (file !== undefined)
    return { text: await readInput(file, session.workingDirectory), source: file === '-' ? 'stdin' : file };
  const [{ readConfig }, { readPolicy }] = await Promise.all([
    import('./local-runtime.ts'),
    import('./policy-files.ts'),
  ]);
  const home = openHome(homeOf(session, options.home));
  return readPolicy(home, readConfig(home).policy.files);
}
