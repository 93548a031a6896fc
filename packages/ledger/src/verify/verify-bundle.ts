import { LedgerError } from '../errors.ts';
import { type BundledEntry, type BundleReader, readBundle } from './bundle.ts';
import { isEqual } from './bytes.ts';
import { GrowingTree } from './growing-tree.ts';
import { leafHashOf } from './hash.ts';
import { type FullSubtree, subtreeCover } from './subtree-cover.ts';
import { type ProofTrust, verifyCheckpoint, type Witnessed } from './verify-checkpoint.ts';
import type { EntryProofFault } from './verify-entry-proof.ts';

/** What a bundle was found to show. */
export type BundleCheck =
  | {
      readonly verified: true;
      readonly log: string;
      /** Entries `from` to before `to` stand in the log, as they are in the bundle. */
      readonly from: number;
      readonly to: number;
      /** Of the checkpoint that covers them. */
      readonly size: number;
      /** Entries of which the bundle has the hash alone: whoever made it withheld their leaves, or they were removed before. */
      readonly withoutLeaf: number;
      readonly witnesses: readonly Witnessed[];
    }
  | { readonly verified: false; readonly fault: EntryProofFault; readonly reason: string };

/**
 * Whether a bundle shows that a range of entries stands in the log of a key, and which witnesses saw the log then. Needs
 * nothing but its arguments, and memory that does not grow with the range.
 */
export async function verifyBundle(
  source: AsyncIterable<Uint8Array>,
  trust: ProofTrust,
): Promise<BundleCheck> {
  const tree = new RangeTree();
  try {
    await readBundle(source, tree);
    const signed = await verifyCheckpoint(tree.checkpoint, trust);
    if (!signed.verified) return signed;
    const { origin, size, root } = signed.checkpoint;
    const { from, to } = tree.range;
    if (size < to)
      return refused('not-included', `the checkpoint covers ${size} entries, the range ends at ${to}`);
    if (!(await tree.leadsTo(size, root))) {
      return refused('not-included', 'the entries lead to another root than that of the checkpoint');
    }
    return {
      verified: true,
      log: origin,
      from,
      to,
      size,
      withoutLeaf: tree.withoutLeaf,
      witnesses: signed.witnesses,
    };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return refused(error.code === 'SIGNATURE_INVALID' ? 'bad-signature' : 'malformed', error.message);
  }
}

/** Puts the subtrees before a range, its leaves and the subtrees behind it together. */
class RangeTree implements BundleReader {
  range = { from: 0, to: 0 };
  checkpoint = '';
  withoutLeaf = 0;
  readonly #tree = new GrowingTree();
  #after: readonly Uint8Array[] = [];

  begin(range: { readonly from: number; readonly to: number }): void {
    this.range = range;
  }

  async before(hashes: readonly Uint8Array[]): Promise<void> {
    await this.#addAll(subtreeCover(0, this.range.from), hashes);
  }

  async entries(entries: readonly BundledEntry[]): Promise<void> {
    const hashes = await Promise.all(
      entries.map(async (entry) => ('leaf' in entry ? await leafHashOf(entry.leaf) : entry.leafHash)),
    );
    for (const hash of hashes) await this.#tree.add(0, hash);
    this.withoutLeaf += entries.filter((entry) => 'leafHash' in entry).length;
  }

  async end(hashes: readonly Uint8Array[], checkpoint: string): Promise<void> {
    this.#after = hashes;
    this.checkpoint = checkpoint;
  }

  async leadsTo(size: number, root: Uint8Array): Promise<boolean> {
    const cover = subtreeCover(this.range.to, size);
    if (cover.length !== this.#after.length) return false;
    await this.#addAll(cover, this.#after);
    return isEqual(await this.#tree.root(), root);
  }

  async #addAll(cover: readonly FullSubtree[], hashes: readonly Uint8Array[]): Promise<void> {
    for (const [at, { height }] of cover.entries()) {
      const hash = hashes[at];
      if (hash !== undefined) await this.#tree.add(height, hash);
    }
  }
}

function refused(fault: EntryProofFault, reason: string): BundleCheck {
  return { verified: false, fault, reason };
}
