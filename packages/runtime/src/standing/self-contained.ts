import { resolvePolicy } from '@zoqore/policy';
import { policyInvalid } from './load-policy.ts';
import type { PolicyFile } from './load-policy.ts';

/** The text of a pack that ships, or undefined. */
export type ReadPack = (name: string) => string | undefined;

/**
 * The same policy as a text that stands for itself: what it extends is put in. Of what a caller sends only packs can be
 * extended: a file beside it lies on the caller's machine, and a path is nobody's to try here.
 * @throws RuntimeError POLICY_INVALID
 */
export function selfContained<File extends PolicyFile>(file: File, readPack: ReadPack): File {
  try {
    const { text } = resolvePolicy(file.text, {
      source: file.source,
      read: (name) => {
        if ('file' in name) {
          return {
            missing: 'only packs can be extended here; `qorectl` puts files in before it sends a set',
          };
        }
        const pack = readPack(name.pack);
        return pack === undefined
          ? { missing: 'there is no pack of that name' }
          : { text: pack, source: `pack ${name.pack}` };
      },
    });
    return { ...file, text };
  } catch (cause) {
    throw policyInvalid(cause);
  }
}
