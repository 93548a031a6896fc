import { resolve } from 'node:path';
import type { LogFile } from '@zoqore/ledger';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import type { NewFile } from '../../new-file.ts';
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
    from: Flags.integer({ summary: 'first index. Default: 0', helpValue: 'INDEX', min: 0 }),
    to: Flags.integer({
      summary: 'index behind the last one. Default: all that are signed',
      helpValue: 'INDEX',
      min: 1,
    }),
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
    const [{ signedLog }, { writeNewFile, writeNewFolder }, { exportBundle, exportLines, exportTiles }] =
      await Promise.all([
        import('../../ledger-source.ts'),
        import('../../new-file.ts'),
        import('@zoqore/ledger'),
      ]);
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const { source, checkpoint, keys, log, size, root } = await signedLog(client);
      const range = { from: flags.from ?? 0, to: flags.to ?? size };
      this.session.talk(`writing entries ${range.from} to ${range.to - 1} of ${size}`);
      const bytes =
        format === 'tiles'
          ? await writeNewFolder(path, staticLog(exportTiles(source, checkpoint), keys))
          : await writeNewFile(
              path,
              (format === 'bundle' ? exportBundle : exportLines)(source, { ...range, checkpoint }),
            );
      return { format, out: path, log, ...range, size, root, bytes };
    });
    return { data, text: (screen) => exportedText(screen, data) };
  }
}

/** With the keys beside it: C2SP names no path for them. */
async function* staticLog(files: AsyncIterable<LogFile>, keys: string): AsyncGenerator<NewFile> {
  for await (const { path, bytes } of files) yield { path, pieces: [bytes] };
  yield { path: 'log.vkey', pieces: [keys] };
}
