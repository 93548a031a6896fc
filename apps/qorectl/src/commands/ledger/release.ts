import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';

export default class LedgerRelease extends QoreCommand {
  static override summary = 'release a legal hold';
  static override examples = ['qorectl ledger release 48211 --reason "case 7 is closed"'];
  static override args = {
    hold: Args.integer({ description: 'number of the hold', required: true, ignoreStdin: true, min: 0 }),
  };
  static override flags = {
    reason: Flags.string({ summary: 'why; stands in the record', helpValue: 'TEXT', required: true }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(LedgerRelease);
    const { receipt } = await withClient(this.session, flags, 'host', (client) =>
      client.ledger.release({ hold: args.hold, reason: flags.reason }),
    );
    return {
      data: { hold: args.hold, receipt },
      text: (screen) => [
        `${screen.paint('good', 'released')}  hold ${args.hold}, entry ${receipt.index} says so`,
      ],
    };
  }
}
