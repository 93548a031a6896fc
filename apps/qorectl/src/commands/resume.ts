import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import type { Outcome } from '../outcome.ts';
import { excerpt } from '../render/neutralise.ts';

export default class Resume extends QoreCommand {
  static override summary = 'lift a halt';
  static override examples = ['qorectl resume', 'qorectl resume --actor agent-1'];
  static override flags = {
    actor: Flags.string({
      summary: 'the halt of this actor. Default: the halt of everyone',
      helpValue: 'ID',
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Resume);
    const request = flags.actor === undefined ? {} : { actorId: flags.actor };
    const { left } = await withClient(this.session, flags, 'host', async (client) => {
      await client.halts.resume(request);
      return { left: (await client.halts.list()).items };
    });
    const who = flags.actor === undefined ? 'everyone' : excerpt(flags.actor, 128);
    return {
      data: { resumed: true, ...request, halts: left },
      text: (screen) => [
        `${screen.paint('good', 'resumed')}  ${who}`,
        ...left.map(
          (halt) =>
            `still halted  ${halt.actorId === undefined ? 'everyone' : excerpt(halt.actorId, 128)}: ${excerpt(halt.reason, 200)}`,
        ),
      ],
    };
  }
}
