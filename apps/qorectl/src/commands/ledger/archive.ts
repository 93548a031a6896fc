import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { rangeFlags, rangeWithin } from '../../ledger-index.ts';
import { excerpt } from '../../render/neutralise.ts';
import { fields } from '../../render/table.ts';

export default class LedgerArchive extends QoreCommand {
  static override summary = 'copy entries to a folder, check the copy, and record it';
  static override description =
    'Makes a folder with a bundle of the entries, the keys of the log and a manifest of checksums, reads the bundle back and verifies it, and records that it was made: qorectl ledger prune removes what is archived. Keep the folder where this machine cannot change it.';
  static override examples = ['qorectl ledger archive --to 48000 --out archive/2026-h1'];
  static override flags = {
    out: Flags.string({ summary: 'folder to make', helpValue: 'DIR', required: true }),
    ...rangeFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerArchive);
    const folder = resolve(this.session.workingDirectory, flags.out);
    const [{ signedLog }, { makeArchive }, { requireFree }] = await Promise.all([
      import('../../ledger-source.ts'),
      import('../../make-archive.ts'),
      import('../../new-file.ts'),
    ]);
    requireFree(folder);
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const log = await signedLog(client);
      const range = rangeWithin(log.size, flags);
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
          ['sha256', { text: data.sha256, isWhole: true }],
          ['recorded', `entry ${data.receipt.index}`],
        ]),
        `→ qorectl ledger prune --before ${data.to} --reason TEXT`,
      ],
    };
  }
}
