import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { ledgerIndex } from '../../ledger-index.ts';
import type { Outcome } from '../../outcome.ts';
import { entryText } from '../../render/ledger.ts';

export default class LedgerShow extends QoreCommand {
  static override summary = 'show one entry of the record';
  static override examples = [
    'qorectl ledger show 42',
    'qorectl ledger show ledger:42',
    'qorectl ledger show 42 --json | jq -r .data.leaf',
  ];
  static override args = {
    index: ledgerIndex({
      description: 'index of the entry: 42, or ledger:42',
      required: true,
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
