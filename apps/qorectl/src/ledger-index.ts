import * as Args from '@oclif/core/args';
import { QoreError } from './errors.ts';
import { excerpt } from './render/neutralise.ts';

/** Argument of the commands about one entry: `42`, or `ledger:42` as answers print it. */
export const ledgerIndex = Args.custom<number>({
  parse: async (typed) => {
    const [, index] = /^(?:ledger:)?(\d{1,15})$/.exec(typed) ?? [];
    if (index !== undefined) return Number(index);
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `expected the index of an entry, 42 or ledger:42, found \`${excerpt(typed, 80)}\``,
    });
  },
});
