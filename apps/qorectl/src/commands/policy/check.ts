import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { proposedPolicy } from '../../proposed-policy.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import type { Outcome } from '../../outcome.ts';
import { excerpt } from '../../render/neutralise.ts';

export default class PolicyCheck extends QoreCommand {
  static override summary = 'would this policy load? Names every error with its line';
  static override examples = ['qorectl policy check', 'qorectl policy check drafts/new.yaml'];
  static override args = {
    file: Args.string({
      description: 'policy file; - for standard input. Default: the files that zoqore.yaml names',
      ignoreStdin: true,
    }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyCheck);
    const file = await proposedPolicy(this.session, flags, args.file);
    const result = await withClient(this.session, flags, 'host', (client) =>
      client.policy.check(file.text, file.source),
    );
    if (!result.valid) throw refused(file.source, result.issues);
    for (const { rule, message } of result.warnings) {
      this.session.warn(`rule \`${excerpt(rule, 128)}\` ${excerpt(message, 300)}`);
    }
    return {
      data: result,
      text: (screen) => [
        `${screen.paint('good', 'valid')}  ${excerpt(result.name, 80)}, ${result.rules} rules, version ${result.policyVersion.slice(0, 16)}`,
        `→ qorectl policy apply ${args.file ?? ''}`.trimEnd(),
      ],
    };
  }
}

function refused(source: string, issues: readonly unknown[]): QoreError {
  return new QoreError({
    code: 'POLICY_INVALID',
    message: `\`${excerpt(source, 200)}\` is refused: ${issues.length} ${issues.length === 1 ? 'error' : 'errors'}`,
    hint: 'docs/policy.md teaches the language by tasks',
    details: { source, issues },
  });
}
