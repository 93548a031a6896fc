import { createHash } from 'node:crypto';
import {
  createLeaf,
  signNote,
  treeRoot,
  type LedgerStore,
  type Signer,
  type StoredCheckpoint,
} from '../../src/index.ts';
import { formatCheckpoint, formatTlogProof } from '../../src/verify/index.ts';
import { inclusionPath } from '../../src/proof/prove.ts';
import { emptyTree, extendTree, hashLeaf } from '../../src/tree.ts';
import { createMemoryStore } from '../../src/memory/index.ts';
import { createTileReader } from '../../src/proof/store-tiles.ts';
import { formatKeyChange, type KeyChange, keyChangeIdem, kindOfAct } from '../../src/verify/key-change.ts';
import { origin } from './test-keys.ts';

/** A proof of the last of these leaves, in a log of them alone, under a checkpoint by whoever forges it. */
export async function forgedProof(leaves: readonly string[], ...signers: readonly Signer[]): Promise<string> {
  const tree = extendTree(
    emptyTree(origin),
    leaves.map((leaf) => hashLeaf(Buffer.from(leaf))),
  ).state;
  const root = treeRoot(tree);
  const hashes = leaves.map((leaf) => hashLeaf(Buffer.from(leaf)));
  const tiles = createTileReader({
    ...createMemoryStore(),
    leafHashes: async (from, to) => hashes.slice(from, to),
  });
  const index = leaves.length - 1;
  const checkpoint = await signNote(formatCheckpoint({ origin, size: leaves.length, root }), ...signers);
  const path = await inclusionPath(tiles, index, leaves.length);
  return formatTlogProof({ index, path, checkpoint, extra: Buffer.from(leaves[index] ?? '') });
}

/** A receipt of an entry that the log never had. */
export async function forgedReceipt(signer: Signer, size: number): Promise<string> {
  return await forgedProof(
    Array.from({ length: size }, (_, at) => createHash('sha256').update(`${at}`).digest('hex')),
    signer,
  );
}

/** A checkpoint of the head as it stands, by whoever has a key. */
export async function checkpointBy(signer: Signer, store: LedgerStore): Promise<StoredCheckpoint> {
  const state = await store.state();
  const root = treeRoot(state);
  const note = await signNote(formatCheckpoint({ origin, size: state.size, root }), signer);
  return { size: state.size, root, note, at: '2026-11-25T10:00:00.000Z' };
}

/** The leaf of a change as anybody can write it who has these keys. */
export async function changeLeaf(
  change: KeyChange,
  signers: readonly Signer[],
  other: { readonly kind?: string; readonly idem?: string } = {},
): Promise<string> {
  return createLeaf(origin, {
    kind: kindOfAct[change.act],
    actor: 'a',
    at: '2026-11-25T10:00:00.000Z',
    idem: keyChangeIdem(change.number),
    body: { by: 'a', note: await signNote(formatKeyChange(change), ...signers) },
    ...other,
  }).text;
}
