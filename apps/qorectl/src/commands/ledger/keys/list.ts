import { QoreCommand, runtimeFlags } from '../../../base-command.ts';
import { withClient } from '../../../connect.ts';
import type { Outcome } from '../../../outcome.ts';
import { ledgerKeysText } from '../../../render/ledger-keys.ts';

export default class LedgerKeysList extends QoreCommand {
  static override summary = 'list the keys that have signed the record';
  static override examples = ['qorectl ledger keys list', 'qorectl ledger keys list --json'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerKeysList);
    const report = await withClient(this.session, flags, 'host', (client) => client.ledger.keys.list());
    return { data: report, text: (screen) => ledgerKeysText(screen, report) };
  }
}
