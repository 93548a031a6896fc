import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { decisionIdOf } from '../../find-decision.ts';
import type { Outcome } from '../../outcome.ts';
import { decisionText } from '../../render/decisions.ts';

export default class DecisionsShow extends QoreCommand {
  static override summary = 'show one decision: what was asked, the answer, why, and what followed';
  static override examples = ['qorectl decisions show a7f3', 'qorectl decisions show dec_a7f3… --json'];
  static override args = {
    id: Args.string({
      description: 'decision id; its beginning is enough when it fits no other',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(DecisionsShow);
    const found = await withClient(this.session, flags, 'host', async (client) =>
      client.decisions.get(await decisionIdOf(client, args.id)),
    );
    // Not at the top: it brings zod, which `help` need not pay for.
    const { readFacts } = await import('../../recorded-facts.ts');
    return {
      data: found,
      text: (screen) =>
        decisionText(screen, found.decision, { facts: readFacts(found.facts), outcome: found.outcome }),
    };
  }
}
