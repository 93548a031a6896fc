import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { fields } from '../../render/table.ts';
import { toolTable } from '../../render/tools.ts';
import { upstreamPairs } from '../../render/upstreams.ts';

export default class ToolsList extends QoreCommand {
  static override summary = 'list the tools that the gateway has seen, changed ones first';
  static override examples = ['qorectl tools list'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(ToolsList);
    const found = await withClient(this.session, flags, 'host', async (client) => {
      const [{ items }, { upstreams = [] }] = await Promise.all([client.tools.list(), client.status()]);
      return { items, upstreams };
    });
    return {
      data: found,
      text: (screen) => [
        ...toolTable(screen, found.items),
        ...fields(screen, found.upstreams.flatMap(upstreamPairs)),
        ...(found.items.length + found.upstreams.length === 0
          ? ['→ add a server under upstreams in zoqore.yaml']
          : []),
      ],
    };
  }
}
