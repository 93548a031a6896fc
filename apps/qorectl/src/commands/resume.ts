import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import { findKey } from '../find-key.ts';
import type { Outcome } from '../outcome.ts';
import { halted } from '../render/halted.ts';
import { excerpt } from '../render/neutralise.ts';

export default class Resume extends QoreCommand {
  static override summary = 'lift a halt';
  static override examples = [
    'qorectl resume',
    'qorectl resume --actor agent-1',
    'qorectl resume --key 9c41',
  ];
  static override flags = {
    actor: Flags.string({
      summary: 'the halt of this actor. Default: the halt of everyone',
      helpValue: 'ID',
    }),
    key: Flags.string({
      summary: 'the halt of this key: its id, the beginning of it, or its name',
      helpValue: 'KEY',
      exclusive: ['actor'],
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Resume);
    const { request, left } = await withClient(this.session, flags, 'host', async (client) => {
      const target = {
        ...(flags.actor === undefined ? {} : { actorId: flags.actor }),
        ...(flags.key === undefined ? {} : { keyId: findKey(flags.key, (await client.keys.list()).items) }),
      };
      await client.halts.resume(target);
      return { request: target, left: (await client.halts.list()).items };
    });
    return {
      data: { resumed: true, ...request, halts: left },
      text: (screen) => [
        `${screen.paint('good', 'resumed')}  ${halted(request)}`,
        ...left.map((halt) => `still halted  ${halted(halt)}: ${excerpt(halt.reason, 200)}`),
      ],
    };
  }
}
