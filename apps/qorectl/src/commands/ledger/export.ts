import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import { rangeFlags, rangeWithin } from '../../ledger-index.ts';
import type { Outcome } from '../../outcome.ts';
import { exportedText } from '../../render/ledger.ts';

export default class LedgerExport extends QoreCommand {
  static override summary = 'write entries to a file, or the whole record to a folder';
  static override description =
    'bundle: entries and what proves them, for qorectl ledger verify --bundle. ndjson: one entry a line, for other tools. tiles: a static log (C2SP tlog-tiles) that any web server can serve. Everything is checked against the signed checkpoint while it is written.';
  static override examples = [
    'qorectl ledger export --out record.bundle',
    'qorectl ledger export --from 4000 --to 5000 --format ndjson --out entries.ndjson',
    'qorectl ledger export --format tiles --out public/log',
  ];
  static override flags = {
    out: Flags.string({ summary: 'file or folder to make', helpValue: 'PATH', required: true }),
    format: Flags.option({
      summary: 'what to write',
      options: ['bundle', 'ndjson', 'tiles'] as const,
      default: 'bundle' as const,
    })(),
    ...rangeFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerExport);
    const { format } = flags;
    if (format === 'tiles' && (flags.from !== undefined || flags.to !== undefined)) {
      throw new QoreError({
        code: 'USAGE_INVALID',
        message: 'tiles are of the whole record: without --from and --to',
      });
    }
    const path = resolve(this.session.workingDirectory, flags.out);
    const [
      { signedLog },
      { requireFree, writeNewFile, writeNewFolder },
      { bundlesLeftOut, staticLog },
      { exportBundle, exportLines },
    ] = await Promise.all([
      import('../../ledger-source.ts'),
      import('../../new-file.ts'),
      import('../../static-log.ts'),
      import('@zoqore/ledger'),
    ]);
    requireFree(path);
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const signed = await signedLog(client);
      const { source, checkpoint, log, size, root } = signed;
      const range = rangeWithin(size, flags);
      this.session.talk(`writing entries ${range.from} to ${range.to - 1} of ${size}`);
      const about = { format, out: path, log, ...range, size, root };
      if (format === 'tiles') {
        const written = new Set<string>();
        const bytes = await writeNewFolder(path, staticLog(signed, written));
        return { ...about, bytes, leftOut: bundlesLeftOut(size, written) };
      }
      const write = format === 'bundle' ? exportBundle : exportLines;
      return { ...about, bytes: await writeNewFile(path, write(source, { ...range, checkpoint })) };
    });
    return { data, text: (screen) => exportedText(screen, data) };
  }
}
