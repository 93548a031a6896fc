import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import { findKey } from '../find-key.ts';
import type { Outcome } from '../outcome.ts';
import { halted, resumption } from '../render/halted.ts';
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
    const { request, resumed, left } = await withClient(this.session, flags, 'host', async (client) => {
      const target: { readonly actorId?: string; readonly keyId?: string } = {
        ...(flags.actor === undefined ? {} : { actorId: flags.actor }),
        ...(flags.key === undefined ? {} : { keyId: findKey(flags.key, (await client.keys.list()).items) }),
      };
      const { items } = await client.halts.list();
      if (!items.some((halt) => halt.actorId === target.actorId && halt.keyId === target.keyId))
        return { request: target, resumed: false, left: items };
      await client.halts.resume(target);
      return { request: target, resumed: true, left: (await client.halts.list()).items };
    });
    return {
      data: { resumed, ...request, halts: left },
      text: (screen) => [
        resumed
          ? `${screen.paint('good', 'resumed')}  ${halted(request)}`
          : `nothing was changed: there was no halt of ${halted(request)}`,
        ...left.map((halt) => `still halted  ${halted(halt)}: ${excerpt(halt.reason, 200)}`),
        ...left.slice(0, 3).map((halt) => `→ ${resumption(halt)}`),
      ],
    };
  }
}
