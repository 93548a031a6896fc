import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { reasonFlag } from '../../reason-flag.ts';
import { actorText, trustWords } from '../../render/actors.ts';
import { excerpt } from '../../render/neutralise.ts';
import { shellWord } from '../../render/shell-word.ts';
import { typedFlags } from '../../render/typed-flags.ts';

export default class ActorsReset extends QoreCommand {
  static override summary = 'let the trust of an actor begin anew, on probation';
  static override description =
    'Its outcomes so far count no longer; a cap stays. For an actor that has less than the start, and so gains, the key must be one that may approve.';
  static override examples = ['qorectl actors reset claude-code --reason "another model is behind it"'];
  static override args = {
    actor: Args.string({ description: 'id of the actor', required: true, ignoreStdin: true }),
  };
  static override flags = { reason: reasonFlag({ required: true }), ...confirmFlags, ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ActorsReset);
    const { session } = this;
    const actor = await withClient(session, flags, 'host', async (client) => {
      const before = await client.actors.get(args.actor);
      await confirm(session, flags, {
        page: actorText(session.talkScreen, before),
        act: `forget the ${before.verifiedOutcomes} verified outcomes of ${excerpt(before.id, 128)} and let its trust begin anew`,
        hint: `qorectl actors reset ${shellWord(args.actor)}${typedFlags(flags)} --yes`,
      });
      return client.actors.resetTrust(args.actor, { reason: flags.reason });
    });
    return {
      data: actor,
      text: (screen) => [`${screen.paint('good', 'reset')}  ${excerpt(actor.id, 128)}: ${trustWords(actor)}`],
    };
  }
}
