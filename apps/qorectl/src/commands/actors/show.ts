import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { actorText } from '../../render/actors.ts';

export default class ActorsShow extends QoreCommand {
  static override summary = 'show one actor, how far it is trusted and why';
  static override examples = ['qorectl actors show claude-code'];
  static override args = {
    actor: Args.string({ description: 'id of the actor', required: true, ignoreStdin: true }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ActorsShow);
    const actor = await withClient(this.session, flags, 'host', (client) => client.actors.get(args.actor));
    return { data: actor, text: (screen) => actorText(screen, actor) };
  }
}
