import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { requireWhole } from '../../ledger-report.ts';
import type { Outcome } from '../../outcome.ts';
import { verifiedText } from '../../render/ledger.ts';

export default class LedgerVerify extends QoreCommand {
  static override summary = 'check every entry, the chain, the tree and the signatures';
  static override description = 'Exits 7 and names the first bad entry when the record is not what it was.';
  static override examples = ['qorectl ledger verify', 'qorectl ledger verify --from 48200'];
  static override flags = {
    from: Flags.integer({ summary: 'start at this index', helpValue: 'INDEX', min: 0 }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerVerify);
    const startedAt = performance.now();
    this.session.talk('verifying the ledger');
    const report = await withClient(this.session, flags, 'host', async (client) => {
      const found = await client.ledger.verify(flags.from === undefined ? {} : { from: flags.from });
      return requireWhole(found);
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      data: report,
      text: (screen) => verifiedText(screen, report, { from: flags.from ?? 0, seconds }),
    };
  }
}
