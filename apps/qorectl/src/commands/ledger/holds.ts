import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { holdText } from '../../render/retention.ts';

export default class LedgerHolds extends QoreCommand {
  static override summary = 'list the legal holds in force';
  static override examples = ['qorectl ledger holds'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerHolds);
    const { items } = await withClient(this.session, flags, 'host', (client) => client.ledger.holds());
    return {
      data: { items },
      text: (screen) =>
        items.length === 0 ? ['no legal hold is in force'] : items.flatMap((hold) => holdText(screen, hold)),
    };
  }
}
