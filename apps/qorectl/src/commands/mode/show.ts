import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { modeLine } from '../../render/mode.ts';

export default class ModeShow extends QoreCommand {
  static override summary = 'show the operational mode';
  static override examples = ['qorectl mode show'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(ModeShow);
    const mode = await withClient(this.session, flags, 'host', (client) => client.mode.get());
    return { data: mode, text: () => [modeLine(mode)] };
  }
}
