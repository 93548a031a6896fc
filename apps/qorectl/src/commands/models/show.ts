import type { ModelKind } from '@zoqore/runtime';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { kindArg } from '../../proposed-model.ts';

export default class ModelsShow extends QoreCommand {
  static override summary = 'print the model in force, as a file to begin with';
  static override examples = [
    'qorectl models show risk',
    'qorectl models show trust > .failsafe/config/models/trust.yaml',
  ];
  static override args = { model: kindArg };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ModelsShow);
    const { items } = await withClient(this.session, flags, 'host', (client) => client.models.list());
    const [{ requireModel }, { modelYaml }] = await Promise.all([
      import('../../model-in-force.ts'),
      import('../../render/model-yaml.ts'),
    ]);
    const model = requireModel(items, args.model as ModelKind);
    return { data: model, text: () => modelYaml(model) };
  }
}
