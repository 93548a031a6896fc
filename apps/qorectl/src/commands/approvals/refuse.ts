import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirmFlags } from '../../confirm.ts';
import { decideApproval } from '../../decide-approval.ts';
import type { Outcome } from '../../outcome.ts';

export default class ApprovalsRefuse extends QoreCommand {
  static override summary = 'refuse a request that waits';
  static override examples = [
    'qorectl approvals refuse a7f3',
    'qorectl approvals refuse a7f3 --reason "not on a Friday"',
  ];
  static override args = {
    id: Args.string({
      description: 'approval id; its beginning is enough',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    reason: Flags.string({ summary: 'what the record should say', helpValue: 'TEXT' }),
    ...confirmFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ApprovalsRefuse);
    return decideApproval(this.session, flags, args.id, {
      decision: 'refuse',
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    });
  }
}
