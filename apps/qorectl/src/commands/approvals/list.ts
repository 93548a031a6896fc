import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
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
    const found = await withClient(this.session, flags, 'host', (client) =>
      client.approvals.list({
        ...(flags.state === 'all' ? {} : { state: flags.state }),
        ...(flags.actor === undefined ? {} : { actor: flags.actor }),
      }),
    );
    return { data: found, text: (screen) => approvalTable(screen, found.items, this.session.clock()) };
  }
}
