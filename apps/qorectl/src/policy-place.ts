import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { PolicyEnvironment } from '@zoqore/policy';
import { homeOf } from './connect.ts';
import { QoreError } from './errors.ts';
import { type Home, openHome, statOf } from './home.ts';
import { readInput } from './input.ts';
import type { PolicyText } from './extended-policies.ts';
import { configuredPolicies } from './policy-files.ts';
import { neutralise } from './render/neutralise.ts';
import type { Session } from './session.ts';

/** What policies are analysed for: this installation or, where there is none, the working directory. */
export interface PolicyPlace {
  readonly environment: PolicyEnvironment;
  /** The files that zoqore.yaml names. @throws QoreError HOME_MISSING, CONFIG_INVALID */
  configured(): readonly PolicyText[];
}

export async function policyPlace(session: Session, flag: string | undefined): Promise<PolicyPlace> {
  const root = homeOf(session, flag);
  // A folder that was named must be there; one that was only looked for need not.
  if (flag === undefined && statOf(root) === undefined) {
    return {
      environment: { workspace: session.workingDirectory, home: homedir() },
      configured: () => configuredPolicies(openHome(root), []),
    };
  }
  const { policyEnvironment, readConfig } = await import('./local-runtime.ts');
  const home: Home = openHome(root);
  const config = readConfig(home);
  return {
    environment: policyEnvironment(home, config),
    configured: () => configuredPolicies(home, config.policy.files),
  };
}

/** A policy file as it was typed, which must hold something. @throws QoreError INPUT_INVALID */
export async function namedPolicy(session: Session, file: string): Promise<PolicyText> {
  const read = await readPolicyText(session, file);
  if (read.text.trim() !== '') return read;
  throw new QoreError({
    code: 'INPUT_INVALID',
    message: `\`${neutralise(read.source)}\` is empty, expected a policy set`,
    details: { path: file },
  });
}

/** The same, whatever it holds. @throws QoreError INPUT_INVALID */
export async function readPolicyText(session: Session, file: string): Promise<PolicyText> {
  const text = await readInput(file, session.workingDirectory);
  if (file === '-') return { text, source: 'stdin' };
  return { text, source: file, folder: dirname(resolve(session.workingDirectory, file)) };
}
