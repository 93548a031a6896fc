import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { withWords } from '../../approvals-in-words.ts';
import { approvalTable } from '../../render/approvals.ts';

export default class ApprovalsList extends QoreCommand {
  static override summary = 'list what waits for a person';
  static override examples = ['qorectl approvals list', 'qorectl approvals list --state all'];
  static override flags = {
    state: Flags.option({ options: ['pending', 'approved', 'refused', 'expired', 'used', 'all'] as const })({
      summary: 'which ones',
      default: 'pending',
    }),
    actor: Flags.string({ summary: 'only of this actor', helpValue: 'ID' }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(ApprovalsList);
    const items = await withClient(this.session, flags, 'host', async (client) => {
      const found = await client.approvals.list({
        ...(flags.state === 'all' ? {} : { state: flags.state }),
        ...(flags.actor === undefined ? {} : { actor: flags.actor }),
      });
      return withWords(client, found.items);
    });
    return { data: { items }, text: (screen) => approvalTable(screen, items, this.session.clock()) };
  }
}
