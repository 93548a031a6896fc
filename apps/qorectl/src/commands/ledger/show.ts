import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { entryText } from '../../render/ledger.ts';

export default class LedgerShow extends QoreCommand {
  static override summary = 'show one entry of the record';
  static override examples = ['qorectl ledger show 42', 'qorectl ledger show 42 --json | jq -r .data.leaf'];
  static override args = {
    index: Args.integer({
      description: 'index of the entry; the number in ledger:42',
      required: true,
      min: 0,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(LedgerShow);
    const entry = await withClient(this.session, flags, 'host', (client) => client.ledger.entry(args.index));
    return { data: entry, text: (screen) => entryText(screen, entry) };
  }
}
