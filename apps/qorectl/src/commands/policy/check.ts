import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { proposedPolicy } from '../../proposed-policy.ts';
import { withClient } from '../../connect.ts';
import { ignoring } from '../../ignoring.ts';
import { QoreError } from '../../errors.ts';
import type { Outcome } from '../../outcome.ts';
import { isInForce } from '../../policy-change.ts';
import { excerpt } from '../../render/neutralise.ts';
import { ruleCount } from '../../render/plain-words.ts';
import { nothingToApply } from '../../render/policy-change.ts';
import { shellWord } from '../../render/shell-word.ts';

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
    const { result, current } = await withClient(this.session, flags, 'host', async (client) => ({
      result: await client.policy.check(file.text, file.source),
      current: await ignoring('NOT_INITIALIZED', client.policy.current()),
    }));
    if (!result.valid) throw refused(file.source, result.issues);
    const isStanding = current !== undefined && isInForce(result.policyVersion, current);
    for (const { rule, message } of result.warnings) {
      this.session.warn(`rule \`${excerpt(rule, 128)}\` ${excerpt(message, 300)}`);
    }
    return {
      data: { ...result, isInForce: isStanding },
      text: (screen) => [
        `${screen.paint('good', 'valid')}  ${excerpt(result.name, 80)}, ${ruleCount(result.rules)}, version ${result.policyVersion.slice(0, 16)}`,
        isStanding
          ? nothingToApply
          : `→ qorectl policy apply ${args.file === undefined ? '' : shellWord(args.file)}`.trimEnd(),
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
