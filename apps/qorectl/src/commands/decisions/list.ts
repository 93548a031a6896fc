import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { decisionFilters, decisionQuery, timeFilters } from '../../decision-query.ts';
import type { Outcome } from '../../outcome.ts';
import { decisionTable } from '../../render/decisions.ts';

export default class DecisionsList extends QoreCommand {
  static override summary = 'list decisions, newest first';
  static override examples = [
    'qorectl decisions list --decision DENY --since 2h',
    'qorectl decisions list --json | jq .data.items[].decisionId',
  ];
  static override flags = {
    limit: Flags.integer({ summary: 'how many, up to 200. Default: 20', default: 20, min: 1, max: 200 }),
    before: Flags.integer({ summary: 'only entries below this ledger index', helpValue: 'INDEX', min: 0 }),
    ...decisionFilters,
    ...timeFilters,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(DecisionsList);
    const now = this.session.clock();
    const page = await withClient(this.session, flags, 'host', (client) =>
      client.decisions.list(decisionQuery(flags, now)),
    );
    return {
      data: page,
      text: (screen) =>
        page.items.length === 0
          ? ['no decisions', '→ qorectl evaluate --actor ID --action read --target docs/readme.md']
          : [
              ...decisionTable(screen, page.items, now),
              ...(page.next === undefined ? [] : [`→ qorectl decisions list --before ${page.next}`]),
              '→ qorectl decisions show ID',
            ],
    };
  }
}
