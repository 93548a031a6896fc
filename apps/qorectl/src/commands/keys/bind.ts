import * as Flags from '@oclif/core/flags';
import type { KeyRecord } from '@zoqore/runtime';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { localFlags, QoreCommand } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { homeOf, withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import { namedByData, openHome } from '../../home.ts';
import type { Outcome } from '../../outcome.ts';
import { writePrivateFile } from '../../private-file.ts';
import { keyTable } from '../../render/keys.ts';
import { excerpt } from '../../render/neutralise.ts';
import { shellWord } from '../../render/shell-word.ts';
import { typedFlags } from '../../render/typed-flags.ts';
import { agentKeyName, secretFiles } from '../../secrets.ts';

export default class KeysBind extends QoreCommand {
  static override summary = "bind the installation's agent key to actors";
  static override description =
    'Puts a new key, for these actors alone, into agent.key and revokes the one that spoke for any actor. What reads the file has the new key; whoever holds a copy of the old one is refused until it gets it.';
  static override examples = [
    'qorectl keys bind --actor claude-code',
    'qorectl keys bind --actor claude-code --actor nightly',
  ];
  static override flags = {
    actor: Flags.string({
      summary: 'actor that it may speak for; repeatable',
      helpValue: 'ID',
      multiple: true,
      required: true,
    }),
    ...confirmFlags,
    ...localFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(KeysBind);
    const home = openHome(homeOf(this.session, flags.home));
    const file = namedByData(home, secretFiles(home.secrets).agentKey);
    const named = flags.actor.map((actor) => excerpt(actor, 128)).join(', ');
    const record = await withClient(this.session, flags, 'host', async (client) => {
      const unbound = (await client.keys.list()).items.filter(isUnboundAgentKey);
      if (unbound.length === 0) {
        throw new QoreError({
          code: 'NOT_FOUND',
          message: 'no agent key that speaks for any actor stands, so there is nothing to bind',
          hint: 'qorectl keys list',
        });
      }
      const actors = flags.actor.map((actor) => ` --actor ${shellWord(actor)}`).join('');
      await confirm(this.session, flags, {
        page: keyTable(this.session.talkScreen, unbound),
        act: `revoke the key that agents use now for good and put one for ${named} alone into ${excerpt(file, 300)}`,
        hint: `qorectl keys bind${actors}${typedFlags(flags)} --yes`,
      });
      return bind(client, { file, actors: flags.actor, unbound });
    });
    return {
      data: { file, record },
      text: (screen) => [
        `${screen.paint('good', 'bound')}  the key in ${excerpt(file, 300)} speaks for ${named} alone`,
        'agents that hold a copy of the old one are refused until they get it',
      ],
    };
  }
}

function isUnboundAgentKey({ name, actors, revokedAt }: KeyRecord): boolean {
  return name === agentKeyName && actors === 'any' && revokedAt === undefined;
}

/** The old key last: whatever fails before, the file holds a key that stands. */
async function bind(
  client: RuntimeClient,
  options: {
    readonly file: string;
    readonly actors: readonly string[];
    readonly unbound: readonly KeyRecord[];
  },
): Promise<KeyRecord> {
  const { key, record } = await client.keys.create({
    name: agentKeyName,
    scopes: ['decide'],
    actors: options.actors,
  });
  try {
    writePrivateFile(options.file, `${key}\n`, 'replace');
  } catch (error) {
    // A key that nobody has must not stand.
    await client.keys.revoke(record.id);
    throw error;
  }
  for (const { id } of options.unbound) await client.keys.revoke(id);
  return record;
}
