import type { PublicationEvent, PublicationOptions } from '@zoqore/ledger';
import type { Config } from './config.ts';

/** Witnesses as zoqore.yaml has them. Without `report` nobody is asked: what they cosigned before still counts. */
export function publicationOf(
  { ledger: { witnesses, quorum } }: Config,
  report: ((event: PublicationEvent) => void) | undefined,
): PublicationOptions {
  const majority = Math.floor(witnesses.length / 2) + 1;
  return {
    ...(witnesses.length === 0 ? {} : { witnesses: { witnesses, quorum: quorum ?? majority } }),
    isSilent: report === undefined,
    fetch,
    random: Math.random,
    ...(report === undefined ? {} : { report }),
  };
}
