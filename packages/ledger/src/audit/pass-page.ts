import type { RecordedKeys } from '../keys/read-key-history.ts';
import type { LedgerStore } from '../store.ts';
import { joinTrees, tileHeight, treeRoot, type TreeState } from '../tree.ts';
import { checkNote } from './check-checkpoint.ts';
import { checkCosignatures } from './check-cosignature.ts';
import { FaultFound } from './fault.ts';
import type { Page } from './read-pages.ts';
import type { Removals } from './removals.ts';
import { isSame } from './same-bytes.ts';
import { walkPage } from './walk-page.ts';

/** How far a verification has come. */
export interface Reached {
  /** What the entries so far lead to. */
  readonly tree: TreeState;
  /** Size of the last checkpoint that agreed, or where the verification began. */
  readonly vouched: number;
  /** Checkpoints that agreed. */
  readonly checkpoints: number;
}

export interface Audited {
  readonly log: string;
  readonly store: LedgerStore;
  readonly recorded: RecordedKeys;
  /** What the head counts. */
  readonly size: number;
  /** Of the pages that were passed. */
  readonly removals: Removals;
}

/** On by one page. What does not agree as a whole is walked entry by entry, which throws the fault by its name. */
export async function passPage(audited: Audited, reached: Reached, page: Page): Promise<Reached> {
  return (await passWhole(audited, reached, page)) ?? (await walkPage(audited, reached, page));
}

async function passWhole(audited: Audited, reached: Reached, page: Page): Promise<Reached | undefined> {
  const { answer, first, checkpoints } = page;
  const { tree } = reached;
  if (answer === undefined || first !== tree.size || !isSame(page.before, tree.chain)) return undefined;
  const broken = audited.recorded.broken?.index ?? Infinity;
  if (broken >= first && broken < page.end) return undefined;
  const { state, subtrees } = joinTrees(tree, answer.tree);
  const tiles = answer.subtrees.map((one) => ({ ...one, index: one.index + first / 2 ** tileHeight }));
  const stored = [...page.subtrees];
  for (const { level, index } of subtrees)
    stored.push(...(await audited.store.subtrees(level, index, index + 1)));
  const made = [...tiles, ...subtrees];
  const isKept = made.every(({ level, index, hash }, at) => {
    const kept = stored[at];
    return kept?.level === level && kept.index === index && isSame(kept.hash, hash);
  });
  if (!isKept || stored.length !== made.length) return undefined;
  const isSigned = await Promise.all(
    checkpoints.map(async (checkpoint, at) => {
      const frontier = [...tree.frontier, ...(answer.frontiers[at] ?? [])];
      const root = treeRoot({ size: checkpoint.size, frontier, chain: tree.chain });
      const isNext = checkpoint.size > (checkpoints[at - 1]?.size ?? first);
      return isNext && isSame(root, checkpoint.root) && (await agrees(audited, checkpoint));
    }),
  );
  if (!isSigned.every(Boolean) || !(await areWitnessed(page))) return undefined;
  audited.removals.add(answer.removals);
  return {
    tree: state,
    vouched: checkpoints.at(-1)?.size ?? reached.vouched,
    checkpoints: reached.checkpoints + checkpoints.length,
  };
}

async function agrees({ log, recorded }: Audited, checkpoint: Page['checkpoints'][number]): Promise<boolean> {
  return await isFaultless(checkNote(log, checkpoint, recorded));
}

async function areWitnessed({ checkpoints, cosignatures }: Page): Promise<boolean> {
  return await isFaultless(checkCosignatures(checkpoints, cosignatures));
}

async function isFaultless(check: Promise<void>): Promise<boolean> {
  try {
    await check;
    return true;
  } catch (error) {
    if (error instanceof FaultFound) return false;
    throw error;
  }
}
