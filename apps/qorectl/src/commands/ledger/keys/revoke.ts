import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../../base-command.ts';
import { confirm, confirmFlags } from '../../../confirm.ts';
import { withClient } from '../../../connect.ts';
import { findLedgerKey } from '../../../find-ledger-key.ts';
import { indexFlag } from '../../../ledger-index.ts';
import type { Outcome } from '../../../outcome.ts';
import { reasonFlag } from '../../../reason-flag.ts';
import { ledgerKeysText } from '../../../render/ledger-keys.ts';
import { typedFlags } from '../../../render/typed-flags.ts';

export default class LedgerKeysRevoke extends QoreCommand {
  static override summary = 'end a key that somebody else may have';
  static override description =
    'What it alone signs from now on does not count, for whoever has the history of the keys; its private part is removed. With --from, receipts under its checkpoints of that size and larger do not count either: their holders ask for new ones. Where it is the only key, a new one joins first.';
  static override examples = [
    'qorectl ledger keys revoke 3f0a91c2 --reason "the backup disk was stolen"',
    'qorectl ledger keys revoke 3f0a91c2 --reason "copied in March" --from 48200',
  ];
  static override args = {
    key: Args.string({ description: 'id of the key, or its beginning', required: true, ignoreStdin: true }),
  };
  static override flags = {
    reason: reasonFlag({ summary: 'what the record says of it', required: true }),
    from: indexFlag({
      summary: 'size from which on its checkpoints do not count; default: those so far count',
      helpValue: 'SIZE',
    }),
    ...confirmFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(LedgerKeysRevoke);
    const { from, reason } = flags;
    const { id, changed } = await withClient(this.session, flags, 'host', async (client) => {
      const report = await client.ledger.keys.list();
      const meant = findLedgerKey(args.key, report.keys);
      const reach = from === undefined ? '' : ` from size ${from} on`;
      await confirm(this.session, flags, {
        page: ledgerKeysText(this.session.talkScreen, report),
        act: `revoke the key ${meant}${reach} for good and remove its private part`,
        hint: `qorectl ledger keys revoke ${meant}${typedFlags(flags)}${from === undefined ? '' : ` --from ${from}`} --yes`,
      });
      const revocation = { reason, ...(from === undefined ? {} : { from }) };
      return { id: meant, changed: await client.ledger.keys.revoke(meant, revocation) };
    });
    return {
      data: changed,
      text: (screen) => [
        `${screen.paint('good', 'revoked')}  key ${id} with entry ${changed.receipt.index}`,
        ...(changed.added === undefined ? [] : [`key ${changed.added} joined before and signs now`]),
        'auditors see it in the history alone: send them a new one',
        '→ qorectl ledger keys export > log.keys',
      ],
    };
  }
}
