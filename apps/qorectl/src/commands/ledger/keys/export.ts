import { QoreCommand, runtimeFlags } from '../../../base-command.ts';
import { withClient } from '../../../connect.ts';
import type { Outcome } from '../../../outcome.ts';

export default class LedgerKeysExport extends QoreCommand {
  static override summary = 'print the history of the keys, for whoever checks proofs elsewhere';
  static override description =
    'The first key and every change with its proof, in one text. Whoever has any one key of the record checks proofs of every time with it: qorectl ledger verify --bundle FILE --key FILE --keys FILE. A history shows the revocations up to its export and none that came later.';
  static override examples = ['qorectl ledger keys export > log.keys'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(LedgerKeysExport);
    const history = await withClient(this.session, flags, 'host', (client) => client.ledger.keys.history());
    return { data: { history }, text: () => history.trimEnd().split('\n') };
  }
}
