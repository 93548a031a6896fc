import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { withClient } from '../../connect.ts';
import { findKey } from '../../find-key.ts';
import type { Outcome } from '../../outcome.ts';
import { keyTable } from '../../render/keys.ts';
import { excerpt } from '../../render/neutralise.ts';
import { typedFlags } from '../../render/typed-flags.ts';

export default class KeysRevoke extends QoreCommand {
  static override summary = 'revoke an API key, for good and at once';
  static override examples = ['qorectl keys revoke 9c41', 'qorectl keys revoke claude'];
  static override args = {
    key: Args.string({
      description: 'id of the key, its beginning, or its name when one key has it',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...confirmFlags, ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(KeysRevoke);
    const key = await withClient(this.session, flags, 'host', async (client) => {
      const standing = (await client.keys.list()).items.filter(({ revokedAt }) => revokedAt === undefined);
      const id = findKey(args.key, standing);
      const meant = standing.find((item) => item.id === id);
      if (meant !== undefined) {
        await confirm(this.session, flags, {
          page: [...keyTable(this.session.talkScreen, [meant]), 'whoever uses it is refused from now on'],
          act: `revoke the key ${id} (${excerpt(meant.name, 128)}) for good`,
          hint: `qorectl keys revoke ${id}${typedFlags(flags)} --yes`,
        });
      }
      return client.keys.revoke(id);
    });
    return {
      data: key,
      text: (screen) => [`${screen.paint('good', 'revoked')}  ${excerpt(key.name, 128)} (${key.id})`],
    };
  }
}
