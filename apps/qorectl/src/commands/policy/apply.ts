import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { proposedPolicy } from '../../proposed-policy.ts';
import { excerpt } from '../../render/neutralise.ts';

export default class PolicyApply extends QoreCommand {
  static override summary = 'put a policy in force; recorded, and in effect within a second';
  static override examples = ['qorectl policy apply', 'qorectl policy apply drafts/new.yaml'];
  static override args = {
    file: Args.string({
      description: 'policy file; - for standard input. Default: the files that zoqore.yaml names',
      ignoreStdin: true,
    }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyApply);
    const file = await proposedPolicy(this.session, flags, args.file);
    const done = await withClient(this.session, flags, 'host', async (client) => {
      const before = await client.policy.current();
      const applied = await client.policy.apply(file.text, file.source);
      return { ...applied, before: before.policyVersion, source: file.source };
    });
    for (const { rule, message } of done.warnings) {
      this.session.warn(`rule \`${excerpt(rule, 128)}\` ${excerpt(message, 300)}`);
    }
    const isSame = done.before === done.policyVersion;
    return {
      data: done,
      text: (screen) => [
        `${screen.paint('good', 'in force')}  ${excerpt(done.source, 120)}, version ${done.policyVersion.slice(0, 16)}${isSame ? ', as before' : ''}`,
        `before    ${done.before.slice(0, 16)}`,
        `recorded  ledger:${done.receipt.index}`,
      ],
    };
  }
}
