import * as Args from '@oclif/core/args';
import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { withClient } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import { approvalIdOf } from '../find-approval.ts';
import type { Outcome } from '../outcome.ts';
import { readRequest, requestFlags } from '../read-request.ts';
import { answerText } from '../render/answer.ts';

export default class Evaluate extends QoreCommand {
  static override summary = 'ask for a decision, and record it';
  static override description =
    'Exits 0 for ALLOW alone, so that `qorectl evaluate … && act` is safe: 6 for DENY, 8 for ESCALATE. FILE holds the body of POST /evaluate.';
  static override examples = [
    'qorectl evaluate --actor agent-1 --action read --target docs/readme.md',
    'qorectl evaluate --actor agent-1 --action execute --target . --content "git push --force"',
    'echo \'{"actorId":"agent-1","action":"read","targetPath":"docs/readme.md"}\' | qorectl evaluate -',
  ];
  static override args = {
    file: Args.string({ description: 'JSON file with the request; - for standard input', ignoreStdin: true }),
  };
  static override flags = { ...requestFlags, ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(Evaluate);
    const request = await readRequest(this.session, args.file, flags, 'evaluate');
    const answer = await withClient(this.session, flags, 'agent', async (client) => {
      const cited =
        flags.approval === undefined ? {} : { approvalId: await approvalIdOf(client, flags.approval) };
      return client.evaluate({ ...request, ...cited });
    });
    const exitCode = { ALLOW: EXIT.ok, DENY: EXIT.refused, ESCALATE: EXIT.pending }[answer.decision];
    return { data: answer, exitCode, text: (screen) => answerText(screen, answer, request) };
  }
}
