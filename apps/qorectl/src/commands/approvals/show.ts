import * as Args from '@oclif/core/args';
import { approvalDetail } from '../../approval-detail.ts';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { approvalPage } from '../../render/approvals.ts';

export default class ApprovalsShow extends QoreCommand {
  static override summary = 'show exactly what waits: the request whole, its risk and why it was held';
  static override examples = ['qorectl approvals show a7f3', 'qorectl approvals show a7f3 --json'];
  static override args = {
    id: Args.string({
      description: 'approval id; its beginning is enough',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ApprovalsShow);
    const detail = await withClient(this.session, flags, 'host', (client) => approvalDetail(client, args.id));
    const { approval, decision, facts, request } = detail;
    return {
      data: { approval, decision, facts, ...(request === undefined ? {} : { request }) },
      text: (screen) => approvalPage(screen, detail, this.session.clock()),
    };
  }
}
