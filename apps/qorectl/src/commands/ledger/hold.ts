import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { indexFlag, requireOrder } from '../../ledger-index.ts';
import type { Outcome } from '../../outcome.ts';
import { holdText } from '../../render/retention.ts';
import { reasonFlag } from '../../reason-flag.ts';

export default class LedgerHold extends QoreCommand {
  static override summary = 'place a legal hold: nothing it covers is pruned or erased';
  static override description =
    'Covers the entries that fit every flag, those to come too; without flags the whole record. qorectl ledger holds lists them, qorectl ledger release ends one.';
  static override examples = [
    'qorectl ledger hold --actor did:myth:ada --reason "case 7"',
    'qorectl ledger hold --from 4000 --to 5000 --reason "audit 2026"',
  ];
  static override flags = {
    from: indexFlag({ summary: 'first index' }),
    to: indexFlag({ summary: 'index behind the last one' }),
    kind: Flags.string({
      summary: 'entries of this kind; may be repeated',
      helpValue: 'KIND',
      multiple: true,
    }),
    actor: Flags.string({
      summary: 'entries of this actor; may be repeated',
      helpValue: 'ID',
      multiple: true,
    }),
    reason: reasonFlag({ required: true }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerHold);
    const { from, to, kind: kinds, actor: actors, reason } = flags;
    requireOrder({ from, to });
    const hold = await withClient(this.session, flags, 'host', (client) =>
      client.ledger.hold({
        reason,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(actors === undefined ? {} : { actors }),
      }),
    );
    return {
      data: hold,
      text: (screen) => [...holdText(screen, hold), `→ qorectl ledger release ${hold.id} --reason TEXT`],
    };
  }
}
