import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { requireWhole } from '../../ledger-report.ts';
import type { Outcome } from '../../outcome.ts';
import { provenText, verifiedText } from '../../render/ledger.ts';

export default class LedgerVerify extends QoreCommand {
  static override summary = 'check every entry, the chain, the tree and the signatures';
  static override description = 'Exits 7 and names the first bad entry when the record is not what it was.';
  static override examples = [
    'qorectl ledger verify',
    'qorectl ledger verify --from 48200',
    'qorectl ledger verify --bundle 42.tlog-proof --key log.vkey',
    'qorectl ledger verify --bundle 42.tlog-proof --key log.vkey --keys log.keys',
  ];
  static override flags = {
    from: Flags.integer({ summary: 'start at this index', helpValue: 'INDEX', min: 0 }),
    bundle: Flags.string({
      summary: 'check this proof of one entry instead, offline, with the key alone',
      helpValue: 'FILE',
      dependsOn: ['key'],
      exclusive: ['from'],
    }),
    key: Flags.string({
      summary: 'file with the verifier keys of the log and of witnesses, one a line',
      helpValue: 'FILE',
      dependsOn: ['bundle'],
    }),
    keys: Flags.string({
      summary:
        'file with the history of the keys (qorectl ledger keys export): then any one key of the log will do',
      helpValue: 'FILE',
      dependsOn: ['bundle'],
    }),
    witnesses: Flags.integer({
      summary: 'witnesses that must have cosigned',
      helpValue: 'N',
      min: 0,
      dependsOn: ['bundle'],
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerVerify);
    const { bundle, key, keys } = flags;
    if (bundle !== undefined && key !== undefined) {
      const { checkProof } = await import('../../check-proof.ts');
      const files = { bundle, key, keys };
      const proven = await checkProof(files, flags.witnesses ?? 0, this.session.workingDirectory);
      return { data: proven, text: (screen) => provenText(screen, proven) };
    }
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
