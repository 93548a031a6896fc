import { readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { createRequire } from 'node:module';
import type { PolicySet } from '@zoqore/policy';
import type { ReadPolicyFile } from '@zoqore/runtime';
import { QoreError } from './errors.ts';
import type { Home } from './home.ts';
import { namedByData, statOf } from './home.ts';
import { writePrivateFile } from './private-file.ts';

export interface PolicyText {
  readonly text: string;
  readonly source: string;
}

const packs = ['failsafe', 'balanced', 'observe'] as const;
const mostBytes = 4_194_304;

/** Puts the packs that ship into config/policies, once; what an operator changed or removed stays so. */
export function writePolicyPacks(home: Home): void {
  const require = createRequire(import.meta.url);
  for (const pack of packs) {
    const target = join(home.policies, `${pack}.yaml`);
    if (statOf(target) !== undefined) continue;
    writePrivateFile(
      target,
      readFileSync(require.resolve(`@zoqore/policy/packs/${pack}.yaml`), 'utf8'),
      'create',
    );
  }
}

/**
 * What reads the text of the proposed policy set, anew at every call. Several files become one set: name and defaults
 * of the first, the rules of all in order; each is parsed alone first, so that an error names its own line.
 * The call throws QoreError CONFIG_INVALID; PolicyError POLICY_INVALID.
 */
async function policyReader(home: Home, files: readonly string[]): Promise<() => PolicyText> {
  const { parsePolicySet } = await import('@zoqore/policy');
  return () => joinPolicies(configuredPolicies(home, files), parsePolicySet);
}

/** The files that a configuration names, each by itself. @throws QoreError CONFIG_INVALID */
export function configuredPolicies(home: Home, files: readonly string[]): readonly PolicyText[] {
  return files.map((file) => ({ text: readPolicyFile(home, file), source: file }));
}

/** @throws PolicyError POLICY_INVALID */
export function joinPolicies(
  texts: readonly PolicyText[],
  parse: (text: string, options: { readonly source: string }) => PolicySet,
): PolicyText {
  const [only] = texts;
  if (texts.length === 1 && only !== undefined) return only;
  const sets = texts.map(({ text, source }) => parse(text, { source }));
  const [first] = sets;
  const merged = { ...first, rules: sets.flatMap(({ rules }) => rules) };
  return { text: JSON.stringify(merged), source: texts.map(({ source }) => source).join(' + ') };
}

/** @throws QoreError CONFIG_INVALID; PolicyError POLICY_INVALID */
export async function readPolicy(home: Home, files: readonly string[]): Promise<PolicyText> {
  const read = await policyReader(home, files);
  return read();
}

/** The same for whoever can go on without: a set that is in force does not need its file. */
export async function proposalReader(home: Home, files: readonly string[]): Promise<ReadPolicyFile> {
  const read = await policyReader(home, files);
  return () => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { source: files.join(' + '), error };
    }
  };
}

export async function readProposal(
  home: Home,
  files: readonly string[],
): Promise<ReturnType<ReadPolicyFile>> {
  const read = await proposalReader(home, files);
  return read();
}

function readPolicyFile(home: Home, file: string): string {
  const path = resolve(home.config, file);
  if (!path.startsWith(home.config + sep)) {
    throw unusable(file, 'it leads out of config/', `move it into ${namedByData(home, home.config)}`);
  }
  const stat = statOf(path);
  if (stat?.isFile() !== true)
    throw unusable(
      file,
      'there is no such file',
      `list the files that are in ${namedByData(home, home.policies)}`,
    );
  if (stat.size > mostBytes)
    throw unusable(file, `it has ${stat.size} bytes, expected at most ${mostBytes}`, 'split it');
  return readFileSync(path, 'utf8');
}

function unusable(file: string, found: string, hint: string): QoreError {
  return new QoreError({
    code: 'CONFIG_INVALID',
    message: `policy file \`${file}\` cannot be used: ${found}`,
    hint,
    details: { file },
  });
}
