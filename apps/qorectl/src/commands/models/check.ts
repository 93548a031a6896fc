import type { ModelKind } from '@zoqore/runtime';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { looserLines } from '../../render/models.ts';
import { fileArg, kindArg, proposedModel } from '../../proposed-model.ts';

export default class ModelsCheck extends QoreCommand {
  static override summary = 'would this model load, and where does it let through more?';
  static override examples = ['qorectl models check risk', 'qorectl models check trust drafts/trust.yaml'];
  static override args = { model: kindArg, file: fileArg };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ModelsCheck);
    const model = args.model as ModelKind;
    const file = await proposedModel(this.session, flags, { model, file: args.file });
    const { modelChange } = await import('../../model-change.ts');
    const change = await withClient(this.session, flags, 'host', (client) =>
      modelChange(client, model, file),
    );
    return {
      data: change,
      text: (screen) => [
        `${screen.paint('good', 'valid')}  ${model} model, version ${change.version.slice(0, 16)}`,
        ...(change.isInForce ? ['nothing to apply: it is in force'] : looserLines(change.looser)),
      ],
    };
  }
}
