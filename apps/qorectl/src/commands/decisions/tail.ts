import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { connect } from '../../connect.ts';
import { decisionFilters } from '../../decision-query.ts';
import { toSafeJson } from '../../envelope.ts';
import { QoreError } from '../../errors.ts';
import { followDecisions } from '../../follow-decisions.ts';
import type { Outcome } from '../../outcome.ts';
import { decisionLine } from '../../render/decisions.ts';

export default class DecisionsTail extends QoreCommand {
  static override summary = 'follow decisions as they are made';
  static override description =
    'With --json, one document a line. Ends after --count decisions, or by Ctrl-C.';
  static override examples = ['qorectl decisions tail --decision ESCALATE'];
  static override flags = {
    count: Flags.integer({ summary: 'end after this many', min: 1 }),
    ...decisionFilters,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(DecisionsTail);
    const { actor, decision, action, grade } = flags;
    const connection = await connect(this.session, flags, 'host');
    const ending = new AbortController();
    const stop = (): void => ending.abort();
    process.once('SIGINT', stop).once('SIGTERM', stop);
    let seen = 0;
    try {
      if (connection.through === 'store') {
        throw new QoreError({
          code: 'NOT_RUNNING',
          message: 'no server of this installation runs, so nothing can be followed',
          hint: 'qorectl serve, or qorectl decisions list',
        });
      }
      this.session.talk('following decisions; Ctrl-C ends');
      for await (const item of followDecisions(connection.client, ending.signal)) {
        const isWanted =
          (actor ?? item.actorId) === item.actorId &&
          (decision ?? item.decision) === item.decision &&
          (action ?? item.action) === item.action &&
          (grade ?? item.riskGrade) === item.riskGrade;
        if (!isWanted) continue;
        seen += 1;
        this.session.print(
          `${this.session.isJson ? toSafeJson(this.session.envelopeOf(item)) : decisionLine(this.session.screen, item)}\n`,
        );
        if (seen === flags.count) break;
      }
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    } finally {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      ending.abort();
      await connection.close();
    }
    return { data: { seen }, text: () => [], isPrinted: true };
  }
}
