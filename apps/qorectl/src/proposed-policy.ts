import type { ResolvedPolicy } from '@zoqore/policy';
import { type ConnectOptions, homeOf } from './connect.ts';
import { openHome } from './home.ts';
import type { Session } from './session.ts';

/**
 * The policy text that a command works on, with what it extends put in: the file that was named, else those that
 * zoqore.yaml names.
 * @throws PolicyError POLICY_INVALID
 */
export async function proposedPolicy(
  session: Session,
  options: ConnectOptions,
  file: string | undefined,
): Promise<ResolvedPolicy> {
  if (file !== undefined) {
    const [{ readPolicyText }, { joinPolicies }, language] = await Promise.all([
      import('./policy-place.ts'),
      import('./policy-files.ts'),
      import('@zoqore/policy'),
    ]);
    const joined = joinPolicies([await readPolicyText(session, file)], language);
    // Said here with the place, whatever the server would make of such bytes.
    language.parsePolicySet(joined.text, { source: joined.source });
    return joined;
  }
  const [{ readConfig }, { readPolicy }] = await Promise.all([
    import('./local-runtime.ts'),
    import('./policy-files.ts'),
  ]);
  const home = openHome(homeOf(session, options.home));
  return readPolicy(home, readConfig(home).policy.files);
}
