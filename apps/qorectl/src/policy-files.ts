import { readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { parsePolicySet, ResolvedPolicy, resolvePolicy } from '@zoqore/policy';
import type { ReadPolicyFile } from '@zoqore/runtime';
import { QoreError } from './errors.ts';
import { packNames, readPack, readSchema, schemaFile, withExtended } from './extended-policies.ts';
import type { PolicyText } from './extended-policies.ts';
import type { Home } from './home.ts';
import { namedByData, statOf } from './home.ts';
import { writePrivateFile } from './private-file.ts';
import { readTextFile } from './text-file.ts';

interface Language {
  readonly parsePolicySet: typeof parsePolicySet;
  readonly resolvePolicy: typeof resolvePolicy;
}

/** Puts the packs that ship into config/policies, once: what an operator changed stays so. The schema beside them is renewed. */
export function writePolicyPacks(home: Home): void {
  for (const pack of packNames) {
    const target = join(home.policies, `${pack}.yaml`);
    if (statOf(target) !== undefined) continue;
    writePrivateFile(target, readPack(pack) ?? '', 'create');
  }
  const target = join(home.policies, schemaFile);
  const schema = readSchema();
  // Of this version, whichever wrote the one that is there.
  if (statOf(target)?.isFile() !== true || readFileSync(target, 'utf8') !== schema)
    writePrivateFile(target, schema, 'replace');
}

/**
 * What reads the text of the proposed policy set, anew at every call. Several files become one set: name and defaults
 * of the first, the rules of all in order; each is parsed alone first, so that an error names its own line.
 * The call throws QoreError CONFIG_INVALID; PolicyError POLICY_INVALID.
 */
async function policyReader(home: Home, files: readonly string[]): Promise<() => ResolvedPolicy> {
  const language = await import('@zoqore/policy');
  return () => joinPolicies(configuredPolicies(home, files), language);
}

/** The files that a configuration names, each by itself. @throws QoreError CONFIG_INVALID */
export function configuredPolicies(home: Home, files: readonly string[]): readonly PolicyText[] {
  return files.map((file) => ({
    text: readPolicyFile(home, file),
    source: file,
    folder: dirname(resolve(home.config, file)),
  }));
}

/** Texts as one set that stands for itself: what each extends is put in. @throws PolicyError POLICY_INVALID */
export function joinPolicies(texts: readonly PolicyText[], language: Language): ResolvedPolicy {
  const whole = texts.map((text) => withExtended(language.resolvePolicy, text));
  const [only] = whole;
  if (whole.length === 1 && only !== undefined) return only;
  const sets = whole.map(({ text, source }) => language.parsePolicySet(text, { source }));
  const [first] = sets;
  const marks = sets.flatMap((set) => set.marks ?? []);
  const merged = {
    ...first,
    rules: sets.flatMap(({ rules }) => rules),
    ...(marks.length === 0 ? {} : { marks }),
  };
  return {
    text: JSON.stringify(merged),
    source: texts.map(({ source }) => source).join(' + '),
    parts: whole.flatMap(({ parts }) => parts),
  };
}

/** @throws QoreError CONFIG_INVALID; PolicyError POLICY_INVALID */
export async function readPolicy(home: Home, files: readonly string[]): Promise<ResolvedPolicy> {
  const read = await policyReader(home, files);
  return read();
}

/** The same for whoever can go on without: a set that is in force does not need its file. */
export async function policyFileReader(home: Home, files: readonly string[]): Promise<ReadPolicyFile> {
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
  const read = await policyFileReader(home, files);
  return read();
}

function readPolicyFile(home: Home, file: string): string {
  const path = resolve(home.config, file);
  if (!path.startsWith(home.config + sep)) {
    throw unusable(file, 'it leads out of config/', `move it into ${namedByData(home, home.config)}`);
  }
  const read = readTextFile(path);
  if (read === undefined)
    throw unusable(
      file,
      'there is no such file',
      `list the files that are in ${namedByData(home, home.policies)}`,
    );
  if ('problem' in read) throw unusable(file, read.problem, read.hint);
  return read.text;
}

function unusable(file: string, found: string, hint: string): QoreError {
  return new QoreError({
    code: 'CONFIG_INVALID',
    message: `policy file \`${file}\` cannot be used: ${found}`,
    hint,
    details: { file },
  });
}
