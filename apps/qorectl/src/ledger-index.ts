import * as Args from '@oclif/core/args';
import { CLIError } from '@oclif/core/errors';
import * as Flags from '@oclif/core/flags';
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

/** Flag whose value is an index, or a size, of the record. */
export const indexFlag = Flags.custom<number>({
  helpValue: 'INDEX',
  parse: async (typed) => {
    if (/^\d+$/.test(typed) && Number.isSafeInteger(Number(typed))) return Number(typed);
    throw new CLIError(`Expected an index below 2^53 but received: ${typed}`);
  },
});

/** Flags of the commands about a range of entries. */
export const rangeFlags = {
  from: indexFlag({ summary: 'first index. Default: 0' }),
  to: indexFlag({ summary: 'index behind the last one. Default: all that are signed' }),
};

/**
 * Refuses a range that holds nothing.
 * @throws QoreError USAGE_INVALID
 */
export function requireOrder({ from = 0, to = Infinity }: RangeAsTyped): void {
  if (from < to) return;
  throw new QoreError({
    code: 'USAGE_INVALID',
    message: `expected --to above --from, found ${from} to ${to}: --to is the index behind the last entry`,
    hint: `--from ${from} --to ${from + 1} is entry ${from} alone`,
  });
}

interface RangeAsTyped {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/**
 * The range that flags mean in a record of so many signed entries.
 * @throws QoreError USAGE_INVALID when it is empty or goes past the end
 */
export function rangeWithin(
  size: number,
  typed: RangeAsTyped,
): { readonly from: number; readonly to: number } {
  requireOrder(typed);
  const { from = 0, to = size } = typed;
  const [flag, most, found] = from >= size ? ['--from', size - 1, from] : ['--to', size, to];
  if (found > most) {
    throw new QoreError({
      code: 'USAGE_INVALID',
      message: `${flag}: expected at most ${most}, found ${found}: ${size} entries are signed`,
      hint: 'qorectl ledger head says how many entries there are',
    });
  }
  return { from, to };
}
