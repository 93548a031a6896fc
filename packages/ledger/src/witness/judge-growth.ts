import { isEqual } from '../verify/bytes.ts';
import type { Checkpoint } from '../verify/checkpoint.ts';
import { verifyConsistency, type ProofCheck } from '../verify/merkle-proof.ts';
import type { AddCheckpoint } from './add-checkpoint.ts';

/** How a signed checkpoint stands to the last one that was cosigned. */
export type Growth =
  | { readonly outcome: 'consistent' }
  /** Another root at the same size. */
  | { readonly outcome: 'fork' }
  /** The sender goes by another size than the last one. */
  | { readonly outcome: 'other-size' }
  | { readonly outcome: 'unproved'; readonly reason: string };

/** The comparisons of C2SP tlog-witness, add-checkpoint. A fork shows whatever size the sender goes by. */
export async function judgeGrowth(
  known: Checkpoint | undefined,
  claimed: Checkpoint,
  { oldSize, proof }: Pick<AddCheckpoint, 'oldSize' | 'proof'>,
): Promise<Growth> {
  const { size, root } = claimed;
  if (known?.size === size && !isEqual(known.root, root)) return { outcome: 'fork' };
  if (oldSize !== (known?.size ?? 0)) return { outcome: 'other-size' };
  const check = await (known === undefined || known.size === 0
    ? verifyBeginning(claimed, proof)
    : verifyConsistency({ from: known.size, to: size, fromRoot: known.root, toRoot: root, path: proof }));
  return check.verified ? { outcome: 'consistent' } : { outcome: 'unproved', reason: check.reason };
}

/** Everything begins with nothing; only an empty tree's root is known beforehand. */
async function verifyBeginning({ size, root }: Checkpoint, path: readonly Uint8Array[]): Promise<ProofCheck> {
  if (path.length > 0) return { verified: false, reason: 'expected no proof from size 0' };
  return await verifyConsistency({ from: size, to: size, fromRoot: root, toRoot: root, path });
}
