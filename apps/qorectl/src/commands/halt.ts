import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import type { Outcome } from '../outcome.ts';
import { excerpt } from '../render/neutralise.ts';

export default class Halt extends QoreCommand {
  static override summary = 'stop everything, or one actor, at once';
  static override description =
    'Holds within a second in every process and across restarts, until `qorectl resume`.';
  static override examples = [
    'qorectl halt --reason "agent deletes what it should not"',
    'qorectl halt --actor agent-1 --reason "looks stuck"',
  ];
  static override flags = {
    reason: Flags.string({ summary: 'why; stands in the record', helpValue: 'TEXT', required: true }),
    actor: Flags.string({ summary: 'only this actor. Default: everyone', helpValue: 'ID' }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Halt);
    const halt = await withClient(this.session, flags, 'host', (client) =>
      client.halts.halt({
        reason: flags.reason,
        ...(flags.actor === undefined ? {} : { actorId: flags.actor }),
      }),
    );
    const who = halt.actorId === undefined ? 'everyone' : excerpt(halt.actorId, 128);
    const resume =
      flags.actor === undefined ? 'qorectl resume' : `qorectl resume --actor ${excerpt(flags.actor, 128)}`;
    return {
      data: halt,
      text: (screen) => [
        `${screen.paint('bad', 'halted')}  ${who}, since ${halt.haltedAt}`,
        `reason  ${excerpt(halt.reason, 300)}`,
        `→ ${resume}`,
      ],
    };
  }
}
