import { excerpt } from './neutralise.ts';

export interface ModeView {
  readonly mode: string;
  readonly reason?: string;
  readonly setAt?: string;
  readonly setBy?: string;
}

const sampled: Readonly<Record<string, string>> = {
  normal: 'every outcome is taken as verified',
  lean: 'one in ten outcomes of L1 calls is taken as verified, all of L2 and L3',
  surge: 'no outcome of L1 calls is taken as verified, all of L2 and L3',
  safe: 'half of the outcomes of L1 and L2 calls are taken as verified, all of L3',
};

/** The mode, what it means, and who set it. */
export function modeLine({ mode, reason, setAt, setBy }: ModeView): string {
  const means = sampled[mode] ?? 'unknown to this command line';
  const origin =
    setAt === undefined ? '' : `; set ${setAt} by ${excerpt(setBy ?? '', 60)}: ${excerpt(reason ?? '', 200)}`;
  return `${excerpt(mode, 20)}: ${means}${origin}`;
}
