import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { actorTable } from '../../render/actors.ts';

export default class ActorsList extends QoreCommand {
  static override summary = 'list the actors that were described or have outcomes';
  static override description = 'Every other actor is an agent without roles, at the first stage of trust.';
  static override examples = ['qorectl actors list'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(ActorsList);
    const { items } = await withClient(this.session, flags, 'host', (client) => client.actors.list());
    return { data: { items }, text: (screen) => actorTable(screen, items) };
  }
}
