import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import type { Outcome } from '../../outcome.ts';
import { reasonFlag } from '../../reason-flag.ts';

export default class LedgerRelease extends QoreCommand {
  static override summary = 'release a legal hold';
  static override examples = ['qorectl ledger release 48211 --reason "case 7 is closed"'];
  static override args = {
    hold: Args.integer({ description: 'number of the hold', required: true, ignoreStdin: true, min: 0 }),
  };
  static override flags = {
    reason: reasonFlag({ required: true }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(LedgerRelease);
    const { receipt } = await withClient(this.session, flags, 'host', async ({ ledger }) => {
      const { items } = await ledger.holds();
      if (items.every(({ id }) => id !== args.hold)) {
        throw new QoreError({
          code: 'NOT_FOUND',
          message: `no hold of number ${args.hold} is in force`,
          hint: 'qorectl ledger holds',
        });
      }
      return await ledger.release({ hold: args.hold, reason: flags.reason });
    });
    return {
      data: { hold: args.hold, receipt },
      text: (screen) => [
        `${screen.paint('good', 'released')}  hold ${args.hold}, entry ${receipt.index} says so`,
      ],
    };
  }
}
