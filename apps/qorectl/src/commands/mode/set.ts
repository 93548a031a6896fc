import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { reasonFlag } from '../../reason-flag.ts';
import { modeLine } from '../../render/mode.ts';
import { headline } from '../../render/table.ts';
import { typedFlags } from '../../render/typed-flags.ts';

const modes = ['normal', 'lean', 'surge', 'safe'] as const;

export default class ModeSet extends QoreCommand {
  static override summary = 'set how many outcomes are taken as verified';
  static override description =
    'What an outcome is not taken as verified for earns an actor no trust; failures and violations count in every mode, and so does every decision. Recorded, and in effect within a second in every process.';
  static override examples = [
    'qorectl mode set lean --reason "nightly import"',
    'qorectl mode set normal --reason "over"',
  ];
  static override args = {
    mode: Args.string({ description: 'the mode', options: [...modes], required: true, ignoreStdin: true }),
  };
  static override flags = { reason: reasonFlag({ required: true }), ...confirmFlags, ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ModeSet);
    const mode = args.mode as (typeof modes)[number];
    const { session } = this;
    return withClient(session, flags, 'host', async (client): Promise<Outcome> => {
      const before = await client.mode.get();
      if (before.mode === mode) {
        return {
          data: { ...before, isChanged: false },
          text: () => ['nothing was changed', modeLine(before)],
        };
      }
      await confirm(session, flags, {
        page: [`now     ${modeLine(before)}`, `then    ${modeLine({ mode })}`],
        act: `set the operational mode to ${mode} for every process`,
        hint: `qorectl mode set ${mode}${typedFlags(flags)} --yes`,
      });
      const after = await client.mode.set({ mode, reason: flags.reason });
      return {
        data: { ...after, isChanged: true },
        text: (screen) => headline(screen, { tone: 'good', word: 'set' }, modeLine(after)),
      };
    });
  }
}
