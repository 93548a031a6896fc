import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import { excerpt } from '../../render/neutralise.ts';
import type { Outcome } from '../../outcome.ts';
import { removalFlags } from '../../removal-flags.ts';
import { removalText } from '../../render/retention.ts';

export default class LedgerErase extends QoreCommand {
  static override summary = 'destroy what opens the commitments of entries';
  static override description =
    'Shows what would go; --yes does it, for good. Salts, digests and the question of an approval are destroyed in tables and journal, so that no guess at the content can be checked any more; --leaf removes the entries themselves too, with what stands in them in clear, and keeps their hashes. A legal hold forbids it, and so does, for --leaf, an open approval or a repeated request that may still be answered from there. Backups and archives made before are not touched.';
  static override examples = [
    'qorectl ledger erase --entry 42 --reason "request of the subject"',
    'qorectl ledger erase --subject did:myth:ada --leaf --reason "request of the subject" --yes',
  ];
  static override flags = {
    entry: Flags.string({ summary: 'one entry, or the first and the last: 42, 42..60', helpValue: 'N[..M]' }),
    subject: Flags.string({ summary: 'only entries of this actor', helpValue: 'ACTOR' }),
    leaf: Flags.boolean({ default: false, summary: 'the entries themselves too' }),
    ...removalFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerErase);
    const { entry, subject } = flags;
    if (entry === undefined && subject === undefined) {
      throw new QoreError({ code: 'USAGE_INVALID', message: 'expected --entry N[..M] or --subject ACTOR' });
    }
    const data = await withClient(this.session, flags, 'host', async (client) => {
      const { receipts, ...removal } = await client.ledger.erase({
        reason: flags.reason,
        confirm: flags.yes,
        isLeafToo: flags.leaf,
        ...(entry === undefined ? {} : rangeOf(entry)),
        ...(subject === undefined ? {} : { actor: subject }),
      });
      return { isDone: flags.yes, ...removal, receipts: receipts ?? [] };
    });
    return { data, text: (screen) => removalText(screen, data) };
  }
}

/** @throws QoreError USAGE_INVALID */
function rangeOf(text: string): { readonly from: number; readonly to: number } {
  const [, first, last = first] = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last) + 1];
  if (first !== undefined && from < to) return { from, to };
  throw new QoreError({
    code: 'USAGE_INVALID',
    message: `--entry: expected 42 or 42..60, found \`${excerpt(text, 80)}\``,
  });
}
