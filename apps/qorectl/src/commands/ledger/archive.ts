import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { excerpt } from '../../render/neutralise.ts';
import { fields } from '../../render/table.ts';

export default class LedgerArchive extends QoreCommand {
  static override summary = 'copy entries to a folder, check the copy, and record it';
  static override description =
    'Makes a folder with a bundle of the entries, the keys of the log and a manifest of checksums, reads the bundle back and verifies it, and records that it was made: qorectl ledger prune removes what is archived. Keep the folder where this machine cannot change it.';
  static override examples = ['qorectl ledger archive --to 48000 --out archive/2026-h1'];
  static override flags = {
    out: Flags.string({ summary: 'folder to make', helpValue: 'DIR', required: true }),
    from: Flags.integer({ summary: 'first index. Default: 0', helpValue: 'INDEX', min: 0 }),
    to: Flags.integer({
      summary: 'index behind the last one. Default: all that are signed',
      helpValue: 'INDEX',
      min: 1,
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerArchive);
    const folder = resolve(this.session.workingDirectory, flags.out);
    const [{ signedLog }, { makeArchive }] = await Promise.all([
      import('../../ledger-source.ts'),
      import('../../make-archive.ts'),
    ]);
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const log = await signedLog(client);
      const range = { from: flags.from ?? 0, to: flags.to ?? log.size };
      this.session.talk(
        `writing entries ${range.from} to ${range.to - 1} of ${log.size}, and reading them back`,
      );
      const { sha256, bytes } = await makeArchive(log, range, folder);
      const { size, root } = log;
      const archive = { ...range, size, root, sha256, place: folder };
      const { receipt } = await client.ledger.recordArchive(archive);
      return { ...archive, bytes, receipt };
    });
    return {
      data,
      text: (screen) => [
        `${screen.paint('good', 'archived')}  entries ${data.from} to ${data.to - 1}, ${data.bytes} bytes, read back and verified`,
        ...fields(screen, [
          ['folder', excerpt(folder, 400)],
          ['sha256', data.sha256],
          ['recorded', `entry ${data.receipt.index}`],
        ]),
        `→ qorectl ledger prune --before ${data.to} --reason TEXT`,
      ],
    };
  }
}
