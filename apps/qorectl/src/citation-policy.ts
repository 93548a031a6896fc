import type { CitationPolicy } from '@zoqore/risk';
import { type ConnectOptions, homeOf } from './connect.ts';
import { openHome, statOf } from './home.ts';
import type { PolicyText } from './extended-policies.ts';
import type { Session } from './session.ts';

/** The policy that a text holds. @throws PolicyError POLICY_INVALID */
export async function readCitationPolicy({ text, source }: PolicyText): Promise<CitationPolicy> {
  const [{ readDocument }, { citationPolicySchema }] = await Promise.all([
    import('@zoqore/policy'),
    import('@zoqore/risk'),
  ]);
  return readDocument(text, citationPolicySchema, { source });
}

/**
 * config/models/citations.yaml of the installation, where there is one; otherwise the default of this release.
 * @throws PolicyError POLICY_INVALID; QoreError CONFIG_INVALID
 */
export async function configuredCitationPolicy(
  session: Session,
  options: ConnectOptions,
): Promise<{ readonly policy: CitationPolicy; readonly source: string }> {
  const root = homeOf(session, options.home);
  const { modelFile, readModelText } = await import('./model-files.ts');
  // A folder that was named must be there; one that was only looked for need not.
  const isAbsent = options.home === undefined && statOf(root) === undefined;
  const text = isAbsent ? undefined : readModelText(openHome(root), 'citations');
  const source = modelFile('citations');
  if (text !== undefined) return { policy: await readCitationPolicy({ text, source }), source };
  const { defaultCitationPolicy } = await import('@zoqore/risk');
  return { policy: defaultCitationPolicy, source: 'the default of this release' };
}
