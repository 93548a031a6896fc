import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import type { PolicySource, ResolvedPolicy, resolvePolicy } from '@zoqore/policy';
import { readTextFile } from './text-file.ts';

/** The packs that ship. `rule-of-two` is for other sets to extend. */
export const packNames = ['failsafe', 'balanced', 'observe', 'rule-of-two'] as const;

/** The text of a pack as it ships, whatever an operator made of the copy in config/policies. */
export function readPack(name: string): string | undefined {
  return (packNames as readonly string[]).includes(name) ? readShipped(`${name}.yaml`) : undefined;
}

/** The JSON Schema of policy files, which the first line of each pack names. */
export const schemaFile = 'policy.schema.json';

export function readSchema(): string {
  return readShipped(schemaFile);
}

function readShipped(file: string): string {
  const require = createRequire(import.meta.url);
  return readFileSync(require.resolve(`@zoqore/policy/packs/${file}`), 'utf8');
}

/** A policy text as it was written, and where. */
export interface PolicyText extends PolicySource {
  /** Where the file lies; absent for a text that lies nowhere, such as standard input. */
  readonly folder?: string;
}

/**
 * The policy with what it extends put in: packs, and files in its folder or below.
 * @throws PolicyError POLICY_INVALID
 */
export function withExtended(resolve: typeof resolvePolicy, file: PolicyText): ResolvedPolicy {
  return resolve(file.text, {
    source: file.source,
    read: (name) => {
      if ('file' in name) return readBeside(file, name.file);
      const text = readPack(name.pack);
      return text === undefined
        ? { missing: `there is no such pack; there are ${packNames.join(', ')}` }
        : { text, source: `pack ${name.pack}` };
    },
  });
}

function readBeside(
  { source, folder }: PolicyText,
  file: string,
): PolicySource | { readonly missing: string } {
  if (folder === undefined) return { missing: `${source} lies in no folder; name a file` };
  // A link may lead anywhere, and what it leads to is shown in errors.
  const path = realPath(join(folder, file));
  const nothing = { missing: 'there is no such file' };
  if (path === undefined) return nothing;
  if (!path.startsWith(realpathSync(folder) + sep)) return { missing: 'it leads out of the folder' };
  const read = readTextFile(path);
  if (read === undefined) return nothing;
  return 'problem' in read ? { missing: read.problem } : { text: read.text, source: file };
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
