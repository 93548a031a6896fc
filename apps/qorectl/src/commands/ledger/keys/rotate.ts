import { QoreCommand, runtimeFlags } from '../../../base-command.ts';
import { confirm, confirmFlags } from '../../../confirm.ts';
import { withClient } from '../../../connect.ts';
import type { Outcome } from '../../../outcome.ts';
import { advice, ledgerKeysText, witnessesFirst } from '../../../render/ledger-keys.ts';
import { typedFlags } from '../../../render/typed-flags.ts';

export default class LedgerKeysRotate extends QoreCommand {
  static override summary = 'let a new key join; the record is signed with both from now on';
  static override description =
    'The server makes the key and keeps it in data/secrets; the entry that brings it in is signed by the old one. Whoever has the old key alone still checks every proof, until ledger keys retire ends it. Witnesses must be given the new key before that.';
  static override examples = ['qorectl ledger keys rotate', 'qorectl ledger keys rotate --yes'];
  static override flags = { ...confirmFlags, ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerKeysRotate);
    const { talkScreen } = this.session;
    const [changed, report, publication] = await withClient(this.session, flags, 'host', async (client) => {
      await confirm(this.session, flags, {
        page: ledgerKeysText(talkScreen, await client.ledger.keys.list()),
        act: 'let a new key join, for good',
        hint: `qorectl ledger keys rotate${typedFlags(flags)} --yes`,
      });
      return [
        await client.ledger.keys.rotate(),
        await client.ledger.keys.list(),
        (await client.status()).publication,
      ] as const;
    });
    const older = report.keys.filter(({ id, state }) => state === 'valid' && id !== changed.added);
    return {
      data: changed,
      text: (screen) => [
        `${screen.paint('good', 'rotated')}  key ${changed.added ?? ''} joined with entry ${changed.receipt.index}; both sign`,
        ...witnessesFirst(screen, publication),
        ...advice(
          screen,
          'give auditors the new key (qorectl ledger head --key) or the history (qorectl ledger keys export), back up data/secrets, then end the old one',
        ),
        `→ qorectl ledger keys retire ${older[0]?.id ?? 'KEY'}`,
      ],
    };
  }
}
