import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { explainRequests } from '../../explain-requests.ts';
import type { Outcome } from '../../outcome.ts';
import { requestFlags } from '../../read-request.ts';

export default class PolicyExplain extends QoreCommand {
  static override summary = 'how would requests be answered, and why? Records nothing';
  static override description =
    'FILE holds one request as `POST /evaluate` takes it, or many: JSON lines, a JSON array or YAML, each with `expect: allow` if it shall be checked. With --json, many are answered one document a line, the last with the counts. Exits 3 if something in FILE is no request, 6 for what --fail-on names and what is answered otherwise than expected.';
  static override examples = [
    'qorectl policy explain --actor agent-1 --action write --target docs/x.md',
    'qorectl policy explain request.json --all',
    'qorectl policy explain requests.jsonl --policy drafts/new.yaml --fail-on wider',
    'qorectl policy explain requests.yaml --role reviewer --trust KBT --at 2026-01-05T09:30:00Z',
  ];
  static override args = {
    file: Args.string({ description: 'file with requests; - for standard input', ignoreStdin: true }),
  };
  static override flags = {
    ...requestFlags,
    policy: Flags.string({ summary: 'ask this set too, beside the one in force', helpValue: 'FILE' }),
    kind: Flags.option({ options: ['agent', 'person', 'service'] as const })({
      summary: 'suppose that whoever asks is this',
    }),
    role: Flags.string({ summary: 'suppose this role; repeatable', helpValue: 'NAME', multiple: true }),
    trust: Flags.option({ options: ['CBT', 'KBT', 'IBT'] as const })({
      summary: 'suppose this stage of trust',
    }),
    label: Flags.string({
      summary: 'suppose this label of the session; repeatable',
      helpValue: 'LABEL',
      multiple: true,
    }),
    at: Flags.string({ summary: 'suppose this time', helpValue: 'TIME' }),
    expect: Flags.option({ options: ['allow', 'escalate', 'deny'] as const })({
      summary: 'exit 6 unless this is the answer, of each request that does not say so itself',
    }),
    'fail-on': Flags.option({
      options: ['allow', 'escalate', 'deny', 'error', 'wider', 'narrower', 'obligations'] as const,
      multiple: true,
    })({
      summary: 'exit 6 if a request is answered so, or otherwise than by the set in force; repeatable',
    }),
    all: Flags.boolean({ summary: 'of one request, also show the rules that did not match' }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyExplain);
    return explainRequests(this.session, args.file, flags);
  }
}
