import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { ignoring } from '../../ignoring.ts';
import type { Outcome } from '../../outcome.ts';
import { headText } from '../../render/ledger.ts';

export default class LedgerHead extends QoreCommand {
  static override summary = 'show size, root, key and the signed checkpoint';
  static override examples = [
    'qorectl ledger head',
    'qorectl ledger head --key > log.vkey',
    'qorectl ledger head --json | jq -r .data.checkpoint > checkpoint.txt',
  ];
  static override flags = {
    key: Flags.boolean({
      summary:
        'print the verifier keys that are valid now, one a line, the newest first; --json has them either way',
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerHead);
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const [head, key] = [await client.ledger.head(), await client.ledger.key()];
      // A log of a second ago has none yet.
      const checkpoint = await ignoring('NOT_FOUND', client.ledger.checkpoint());
      return { ...head, key: key.trim(), ...(checkpoint === undefined ? {} : { checkpoint }) };
    });
    return {
      data,
      text: (screen) =>
        flags.key ? data.key.split('\n') : headText(screen, data, data.key, data.checkpoint),
    };
  }
}
