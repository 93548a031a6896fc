import { CLIError } from '@oclif/core/errors';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { reasonFlag } from '../../reason-flag.ts';
import { trustWords } from '../../render/actors.ts';
import { excerpt } from '../../render/neutralise.ts';

const share = Flags.custom<number>({
  parse: async (typed) => {
    const value = Number(typed);
    if (/^[01](?:\.\d{1,9})?$/.test(typed) && value <= 1) return value;
    throw new CLIError(`Expected a number from 0 to 1 but received: ${typed}`);
  },
});

export default class ActorsCap extends QoreCommand {
  static override summary = 'let the trust of an actor count as at most so much';
  static override description =
    'Holds whatever the actor does, until it is lifted. Raising or lifting a cap takes a key that may approve.';
  static override examples = [
    'qorectl actors cap claude-code --at 0.4 --reason "under watch"',
    'qorectl actors cap claude-code --lift --reason "watched for a month"',
  ];
  static override args = {
    actor: Args.string({ description: 'id of the actor', required: true, ignoreStdin: true }),
  };
  static override flags = {
    at: share({
      summary: 'trust counts as at most this, 0 to 1',
      helpValue: 'N',
      exactlyOne: ['at', 'lift'],
    }),
    lift: Flags.boolean({ summary: 'no cap any more' }),
    reason: reasonFlag({ required: true }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ActorsCap);
    const actor = await withClient(this.session, flags, 'host', (client) =>
      client.actors.capTrust(args.actor, {
        reason: flags.reason,
        ...(flags.at === undefined ? {} : { cap: flags.at }),
      }),
    );
    return {
      data: actor,
      text: (screen) => [
        `${screen.paint('good', flags.at === undefined ? 'lifted' : 'capped')}  ${excerpt(actor.id, 128)}: ${trustWords(actor)}`,
      ],
    };
  }
}
