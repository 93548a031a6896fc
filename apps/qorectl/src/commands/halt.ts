import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import { findKey } from '../find-key.ts';
import type { Outcome } from '../outcome.ts';
import { halted, resumption } from '../render/halted.ts';
import { excerpt } from '../render/neutralise.ts';
import { reasonFlag } from '../reason-flag.ts';

export default class Halt extends QoreCommand {
  static override summary = 'stop every change, by everyone, one actor or one key';
  static override description =
    'Holds within a second in every process and across restarts, until `qorectl resume`. Reads go on; `qorectl keys revoke` ends a leaked key. A key that may speak for several actors is stopped by --key: another name does not help it.';
  static override examples = [
    'qorectl halt --reason "agent deletes what it should not"',
    'qorectl halt --actor agent-1 --reason "looks stuck"',
    'qorectl halt --key 9c41 --reason "writes where it should not"',
  ];
  static override flags = {
    reason: reasonFlag({ required: true }),
    actor: Flags.string({ summary: 'only changes by this actor. Default: by everyone', helpValue: 'ID' }),
    key: Flags.string({
      summary: 'only changes that this key asks for: its id, the beginning of it, or its name',
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
