import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { ledgerIndex } from '../../ledger-index.ts';
import type { Outcome } from '../../outcome.ts';
import { excerpt } from '../../render/neutralise.ts';

export default class LedgerProof extends QoreCommand {
  static override summary = 'print a proof that one entry stands in the record';
  static override description =
    'The entry, its place in the tree and the signed checkpoint in one text (C2SP tlog-proof): the newest checkpoint with a quorum of witnesses where one covers the entry. Whoever keeps it and the key can check it without this installation: qorectl ledger verify --bundle FILE --key FILE.';
  static override examples = ['qorectl ledger proof 42 > 42.tlog-proof'];
  static override args = {
    index: ledgerIndex({
      description: 'index of the entry: 42, or ledger:42',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(LedgerProof);
    const proof = await withClient(this.session, flags, 'host', (client) => client.ledger.proof(args.index));
    const { coverOf } = await import('../../proof-cover.ts');
    const { size, witnesses } = coverOf(proof);
    const who =
      witnesses.length === 0 ? 'no witness yet' : witnesses.map((name) => excerpt(name, 100)).join(', ');
    this.session.talk(`under the checkpoint of ${size} entries, cosigned by ${who}`);
    return { data: { index: args.index, proof, witnesses }, text: () => proof.trimEnd().split('\n') };
  }
}
