import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { keyTable } from '../../render/keys.ts';

export default class KeysList extends QoreCommand {
  static override summary = 'list API keys; the keys themselves are kept as hashes only';
  static override examples = ['qorectl keys list', 'qorectl keys list --all'];
  static override flags = {
    all: Flags.boolean({ summary: 'also those that are revoked' }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(KeysList);
    const { items } = await withClient(this.session, flags, 'host', (client) => client.keys.list());
    const shown = flags.all ? items : items.filter(({ revokedAt }) => revokedAt === undefined);
    return { data: { items: shown }, text: (screen) => keyTable(screen, shown) };
  }
}
