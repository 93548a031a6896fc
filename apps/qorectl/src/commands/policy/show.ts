import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { policyText } from '../../render/policy.ts';

export default class PolicyShow extends QoreCommand {
  static override summary = 'show the policy in force and what waits';
  static override examples = ['qorectl policy show', 'qorectl policy show --json | jq .data.set'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(PolicyShow);
    const policy = await withClient(this.session, flags, 'host', (client) => client.policy.current());
    return { data: policy, text: (screen) => policyText(screen, policy) };
  }
}
