import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import { findKey } from '../find-key.ts';
import type { Outcome } from '../outcome.ts';
import { halted, resumption } from '../render/halted.ts';
import { excerpt } from '../render/neutralise.ts';

export default class Halt extends QoreCommand {
  static override summary = 'stop everything, one actor or one key at once';
  static override description =
    'Holds within a second in every process and across restarts, until `qorectl resume`. A key that may speak for several actors is stopped by --key: another name does not help it.';
  static override examples = [
    'qorectl halt --reason "agent deletes what it should not"',
    'qorectl halt --actor agent-1 --reason "looks stuck"',
    'qorectl halt --key 9c41 --reason "the key leaked"',
  ];
  static override flags = {
    reason: Flags.string({ summary: 'why; stands in the record', helpValue: 'TEXT', required: true }),
    actor: Flags.string({ summary: 'only this actor. Default: everyone', helpValue: 'ID' }),
    key: Flags.string({
      summary: 'only what this key asks: its id, the beginning of it, or its name',
      helpValue: 'KEY',
      exclusive: ['actor'],
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Halt);
    const halt = await withClient(this.session, flags, 'host', async (client) =>
      client.halts.halt({
        reason: flags.reason,
        ...(flags.actor === undefined ? {} : { actorId: flags.actor }),
        ...(flags.key === undefined ? {} : { keyId: findKey(flags.key, (await client.keys.list()).items) }),
      }),
    );
    return {
      data: halt,
      text: (screen) => [
        `${screen.paint('bad', 'halted')}  ${halted(halt)}, since ${halt.haltedAt}`,
        `reason  ${excerpt(halt.reason, 300)}`,
        `→ ${resumption(halt)}`,
      ],
    };
  }
}
