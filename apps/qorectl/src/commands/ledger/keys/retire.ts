import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../../base-command.ts';
import type { LedgerKeyReport } from '@zoqore/ledger';
import { confirm, confirmFlags } from '../../../confirm.ts';
import { withClient } from '../../../connect.ts';
import { QoreError } from '../../../errors.ts';
import { findLedgerKey } from '../../../find-ledger-key.ts';
import type { Outcome } from '../../../outcome.ts';
import { advice, ledgerKeysText, witnessesFirst } from '../../../render/ledger-keys.ts';
import { typedFlags } from '../../../render/typed-flags.ts';

export default class LedgerKeysRetire extends QoreCommand {
  static override summary = 'end a key that another has replaced; what it signed counts for ever';
  static override description =
    'Its private part is removed from data/secrets. Witnesses must have been given the new key. For a key that somebody else may have: qorectl ledger keys revoke.';
  static override examples = ['qorectl ledger keys retire 3f0a91c2'];
  static override args = {
    key: Args.string({ description: 'id of the key, or its beginning', required: true, ignoreStdin: true }),
  };
  static override flags = { ...confirmFlags, ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(LedgerKeysRetire);
    const { id, changed } = await withClient(this.session, flags, 'host', async (client) => {
      const report = await client.ledger.keys.list();
      const meant = findLedgerKey(args.key, report.keys);
      requireReplaced(meant, report);
      const { publication } = await client.status();
      const { talkScreen } = this.session;
      await confirm(this.session, flags, {
        page: [
          ...ledgerKeysText(talkScreen, report),
          ...witnessesFirst(talkScreen, publication),
          ...advice(
            talkScreen,
            'whoever has this key alone needs the history for what is signed from now on: qorectl ledger keys export',
          ),
        ],
        act: `retire the key ${meant} and remove its private part`,
        hint: `qorectl ledger keys retire ${meant}${typedFlags(flags)} --yes`,
      });
      return { id: meant, changed: await client.ledger.keys.retire(meant) };
    });
    return {
      data: changed,
      text: (screen) => [`${screen.paint('good', 'retired')}  key ${id} with entry ${changed.receipt.index}`],
    };
  }
}

/** Before anybody is asked; the ledger refuses it too. @throws QoreError STATE_CONFLICT */
function requireReplaced(id: string, { keys }: LedgerKeyReport): void {
  const meant = keys.find((key) => key.id === id);
  const isAlone = keys.every(({ id: other, state }) => other === id || state !== 'valid');
  if (meant?.state === 'valid' && !isAlone) return;
  throw new QoreError({
    code: 'STATE_CONFLICT',
    message:
      meant?.state === 'valid'
        ? `${id} is the only valid key: a new one must join before it is retired`
        : `the key ${id} has ended already`,
    hint: meant?.state === 'valid' ? 'qorectl ledger keys rotate' : 'qorectl ledger keys list',
  });
}
