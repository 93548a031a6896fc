import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import { parseInstant } from '../../instant.ts';
import { indexFlag } from '../../ledger-index.ts';
import type { Outcome } from '../../outcome.ts';
import { removalFlags } from '../../removal-flags.ts';
import { removalText } from '../../render/retention.ts';

export default class LedgerPrune extends QoreCommand {
  static override summary = 'remove old entries, keeping their hashes';
  static override description =
    'Shows what would go; --yes does it. Hashes, tree and checkpoints stay, so that every proof and receipt taken before still verifies. Entries under a legal hold, entries of the ledger itself and what open approvals need stay too. Only archived entries go, unless told otherwise.';
  static override examples = [
    'qorectl ledger prune --older-than 400d --reason "retention policy"',
    'qorectl ledger prune --before 48000 --reason "retention policy" --yes',
  ];
  static override flags = {
    before: indexFlag({ summary: 'entries below this index' }),
    'older-than': Flags.string({
      summary: 'entries up to the first one that is not older: 400d, or a date',
      helpValue: 'AGE',
    }),
    unarchived: Flags.boolean({
      default: false,
      summary: 'also entries that no archive holds: they are lost for good',
    }),
    ...removalFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerPrune);
    const { before, 'older-than': age } = flags;
    if (before === undefined && age === undefined) {
      throw new QoreError({ code: 'USAGE_INVALID', message: 'expected --before INDEX or --older-than AGE' });
    }
    const olderThan =
      age === undefined
        ? {}
        : { olderThan: new Date(parseInstant(age, this.session.clock(), '400d')).toISOString() };
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const { receipts, ...removal } = await client.ledger.prune({
        reason: flags.reason,
        confirm: flags.yes,
        isUnarchivedToo: flags.unarchived,
        ...(before === undefined ? {} : { before }),
        ...olderThan,
      });
      return { isDone: flags.yes, ...removal, receipts: receipts ?? [] };
    });
    return { data, text: (screen) => removalText(screen, data) };
  }
}
