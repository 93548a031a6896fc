import * as Flags from '@oclif/core/flags';
import type { RuntimeClient } from '@zoqore/runtime/client';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { indexFlag } from '../../ledger-index.ts';
import type { Outcome } from '../../outcome.ts';
import { grouped, provenRangeText, provenText, verifiedText } from '../../render/ledger.ts';

export default class LedgerVerify extends QoreCommand {
  static override summary = 'check every entry, the chain, the tree and the signatures';
  static override description = 'Exits 7 and names the first bad entry when the record is not what it was.';
  static override examples = [
    'qorectl ledger verify',
    'qorectl ledger verify --from 48200',
    'qorectl ledger verify --since checkpoint.txt',
    'qorectl ledger verify --bundle 42.tlog-proof --key log.vkey',
    'qorectl ledger verify --bundle record.bundle --key log.vkey',
    'qorectl ledger verify --bundle 42.tlog-proof --key log.vkey --keys log.keys',
  ];
  static override flags = {
    from: indexFlag({ summary: 'start at this index, or a little before' }),
    since: Flags.string({
      summary: 'check what came since the checkpoint in this file, which then gets the newest one',
      helpValue: 'FILE',
      exclusive: ['from', 'bundle'],
    }),
    bundle: Flags.string({
      summary: 'check this proof or bundle instead, offline, with the key alone',
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
      max: 100,
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
      return {
        data: proven,
        text: (screen) => ('leaf' in proven ? provenText(screen, proven) : provenRangeText(screen, proven)),
      };
    }
    const startedAt = performance.now();
    const { from, since } = flags;
    const report = await withClient(this.session, flags, 'host', async ({ ledger }) => {
      if (since === undefined) {
        const { requireWhole } = await import('../../ledger-report.ts');
        return requireWhole(await this.#watch(ledger, from === undefined ? {} : { from }));
      }
      const { verifySince } = await import('../../verify-since.ts');
      const { workingDirectory } = this.session;
      return await verifySince(ledger, since, workingDirectory, (range) => this.#watch(ledger, range));
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return { data: report, text: (screen) => verifiedText(screen, report, seconds) };
  }

  async #watch(
    ledger: RuntimeClient['ledger'],
    range: { readonly from?: number; readonly since?: number },
  ): ReturnType<RuntimeClient['ledger']['verify']> {
    const { progress } = this.session;
    if (progress === undefined) {
      this.session.talk('verifying the ledger');
      return await ledger.verify(range);
    }
    progress('verifying the ledger');
    try {
      return await ledger.watchVerify(range, ({ checked, size }) =>
        progress(`verifying ${grouped(checked)} of ${grouped(size)}`),
      );
    } finally {
      progress('');
    }
  }
}
