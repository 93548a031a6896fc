import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { modelTable } from '../../render/models.ts';

export default class ModelsList extends QoreCommand {
  static override summary = 'list the models in force and what waits';
  static override examples = ['qorectl models list'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(ModelsList);
    const { items } = await withClient(this.session, flags, 'host', (client) => client.models.list());
    return { data: { items }, text: (screen) => modelTable(screen, items) };
  }
}
