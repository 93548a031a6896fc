import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { policyChange } from '../../policy-change.ts';
import { proposedPolicy } from '../../proposed-policy.ts';
import { excerpt } from '../../render/neutralise.ts';
import { nothingToApply, policyChangeText } from '../../render/policy-change.ts';
import { shellWord } from '../../render/shell-word.ts';
import { typedFlags } from '../../render/typed-flags.ts';

export default class PolicyApply extends QoreCommand {
  static override summary = 'put a policy in force; recorded, and in effect within a second';
  static override description =
    'A set that is proved to let through nothing more than the one in force applies without asking. Any other must be confirmed, with a key that may approve.';
  static override examples = [
    'qorectl policy apply --dry-run',
    'qorectl policy apply',
    'qorectl policy apply drafts/new.yaml',
  ];
  static override args = {
    file: Args.string({
      description: 'policy file; - for standard input. Default: the files that zoqore.yaml names',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'say what would change and change nothing' }),
    ...confirmFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyApply);
    const file = await proposedPolicy(this.session, flags, args.file);
    const { session } = this;
    const named = args.file === undefined ? '' : ` ${shellWord(args.file)}`;
    const command = `qorectl policy apply${named}${typedFlags(flags)}`;
    return withClient(session, flags, 'host', async (client): Promise<Outcome> => {
      const change = await policyChange(client, file);
      for (const { rule, message } of change.warnings)
        session.warn(`rule \`${excerpt(rule, 128)}\` ${excerpt(message, 300)}`);
      if (change.isInForce) {
        return {
          data: { ...change, isApplied: false },
          text: (screen) => [nothingToApply, '', ...policyChangeText(screen, change)],
        };
      }
      if (flags['dry-run']) {
        return {
          data: { ...change, isApplied: false },
          text: (screen) => ['nothing was changed', '', ...policyChangeText(screen, change), `→ ${command}`],
        };
      }
      // What lets through nothing more applies itself; anything else is approved by whoever confirms it.
      const isNarrower = change.wider.answer === 'no';
      if (!isNarrower) {
        await confirm(session, flags, {
          page: policyChangeText(session.talkScreen, change),
          act: `approve and put ${excerpt(change.name, 80)}, version ${change.policyVersion.slice(0, 16)}, in force for every agent`,
          hint: `${command} --yes`,
        });
      }
      const applied = await client.policy.apply(
        file.text,
        file.source,
        isNarrower ? { onlyNarrower: true } : {},
      );
      return {
        data: { ...change, ...applied, isApplied: true },
        text: (screen) => [
          `${screen.paint('good', 'in force')}  ${excerpt(change.source, 120)}, recorded as ledger:${applied.receipt.index}`,
          '',
          ...policyChangeText(screen, change, applied),
        ],
      };
    });
  }
}
