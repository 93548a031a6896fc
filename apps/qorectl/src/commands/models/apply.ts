import type { ModelKind } from '@zoqore/runtime';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { fileArg, kindArg, proposedModel } from '../../proposed-model.ts';
import { looserLines } from '../../render/models.ts';
import { shellWord } from '../../render/shell-word.ts';
import { typedFlags } from '../../render/typed-flags.ts';

export default class ModelsApply extends QoreCommand {
  static override summary = 'put a model in force; recorded, and in effect within a second';
  static override description =
    'A model that lets through nothing more than the one in force applies without asking. Any other must be confirmed, with a key that may approve.';
  static override examples = [
    'qorectl models apply risk --dry-run',
    'qorectl models apply trust drafts/trust.yaml',
  ];
  static override args = { model: kindArg, file: fileArg };
  static override flags = {
    'dry-run': Flags.boolean({ summary: 'say what would change and change nothing' }),
    ...confirmFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ModelsApply);
    const model = args.model as ModelKind;
    const file = await proposedModel(this.session, flags, { model, file: args.file });
    const { session } = this;
    const named = args.file === undefined ? '' : ` ${shellWord(args.file)}`;
    const command = `qorectl models apply ${model}${named}${typedFlags(flags)}`;
    const { modelChange } = await import('../../model-change.ts');
    return withClient(session, flags, 'host', async (client): Promise<Outcome> => {
      const change = await modelChange(client, model, file);
      const lines = looserLines(change.looser);
      if (change.isInForce) {
        return {
          data: { ...change, isApplied: false },
          text: () => [`nothing to apply: this ${model} model is in force`],
        };
      }
      if (flags['dry-run']) {
        return {
          data: { ...change, isApplied: false },
          text: () => ['nothing was changed', '', ...lines, `→ ${command}`],
        };
      }
      const isStricter = change.looser.length === 0;
      if (!isStricter) {
        await confirm(session, flags, {
          page: lines,
          act: `approve and put the ${model} model, version ${change.version.slice(0, 16)}, in force for every agent`,
          hint: `${command} --yes`,
        });
      }
      const applied = await client.models.apply(
        model,
        file.text,
        file.source,
        isStricter ? { onlyStricter: true } : {},
      );
      return {
        data: { ...change, ...applied, isApplied: true },
        text: (screen) => [
          `${screen.paint('good', 'in force')}  ${model} model, version ${applied.version.slice(0, 16)}, recorded as ledger:${applied.receipt.index}`,
          ...looserLines(change.looser, applied),
        ],
      };
    });
  }
}
