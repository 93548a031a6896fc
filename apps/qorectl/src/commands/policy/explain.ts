import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { Preview } from '@zoqore/runtime';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { approvalIdOf } from '../../find-approval.ts';
import type { Outcome } from '../../outcome.ts';
import { explanationText } from '../../render/policy.ts';
import { readRequest, requestFlags } from '../../read-request.ts';

export default class PolicyExplain extends QoreCommand {
  static override summary = 'how would this request be answered, and why? Records nothing';
  static override examples = [
    'qorectl policy explain --actor agent-1 --action write --target docs/x.md',
    'qorectl policy explain request.json --all',
  ];
  static override args = {
    file: Args.string({ description: 'JSON file with the request; - for standard input', ignoreStdin: true }),
  };
  static override flags = {
    ...requestFlags,
    all: Flags.boolean({ summary: 'also show the rules that did not match' }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyExplain);
    const request = await readRequest(this.session, args.file, flags, 'policy explain');
    // The client passes this answer on as it came.
    const preview = (await withClient(this.session, flags, 'host', async (client) => {
      const cited =
        flags.approval === undefined ? {} : { approvalId: await approvalIdOf(client, flags.approval) };
      return client.policy.explain({ ...request, ...cited });
    })) as object as Preview;
    return { data: preview, text: (screen) => explanationText(screen, preview, { isWhole: flags.all }) };
  }
}
