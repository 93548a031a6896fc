import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { excerpt } from '../../render/neutralise.ts';

export default class ActorsSet extends QoreCommand {
  static override summary = 'say what an actor is and which roles it has; rules may ask for both';
  static override description =
    'Replaces what was said of it before, recorded and in effect within a second. Without --role it has no roles.';
  static override examples = [
    'qorectl actors set claude-code --role builder --role reviewer',
    'qorectl actors set nightly --kind service',
  ];
  static override args = {
    actor: Args.string({ description: 'id of the actor', required: true, ignoreStdin: true }),
  };
  static override flags = {
    kind: Flags.option({ options: ['agent', 'person', 'service'] as const })({
      summary: 'what it is',
      default: 'agent',
    }),
    role: Flags.string({ summary: 'role; repeatable', helpValue: 'NAME', multiple: true, default: [] }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ActorsSet);
    const actor = await withClient(this.session, flags, 'host', (client) =>
      client.actors.describe(args.actor, { kind: flags.kind, roles: flags.role }),
    );
    const roles = actor.roles.map((role) => excerpt(role, 60)).join(', ');
    return {
      data: actor,
      text: (screen) => [
        `${screen.paint('good', 'set')}  ${excerpt(actor.id, 128)}: ${excerpt(actor.kind, 20)}, ${roles === '' ? 'no roles' : `roles ${roles}`}`,
      ],
    };
  }
}
