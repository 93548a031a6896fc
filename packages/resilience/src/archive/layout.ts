import { partsOf } from './manifest.ts';
import type { Manifest, Part } from './manifest.ts';

/** What the tar in an archive holds, in this order: the manifest, its signature, each part once. */
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.sig';

export function blobPath({ sha256 }: Pick<Part, 'sha256'>): string {
  return `sha256/${sha256}`;
}

const block = 512;

/** Bytes of the whole tar: plain headers, contents filled up to blocks, two empty blocks. Nothing else fits in. */
export function tarBytes(
  manifest: Pick<Manifest, 'files'>,
  manifestBytes: number,
  signatureBytes: number,
): number {
  const contents = [manifestBytes, signatureBytes, ...partsOf(manifest).map(({ bytes }) => bytes)];
  return contents.reduce((sum, bytes) => sum + block + Math.ceil(bytes / block) * block, 2 * block);
}
