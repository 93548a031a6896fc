import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { resolve } from 'node:path';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import type { Outcome } from '../../outcome.ts';
import { ruleCount } from '../../render/plain-words.ts';

const inForce = 'in-force';
const configured = 'configured';

export default class PolicyExport extends QoreCommand {
  static override summary = 'write a policy in the language of another engine: Cedar or Rego';
  static override description =
    'Exactly the same answers, or nothing: rules that the other language cannot say are listed, with the reason. Works offline unless the policy is `in-force`. docs/policy-export.md says how to ask the other engine.';
  static override examples = [
    'qorectl policy export --to rego > policy.rego',
    'qorectl policy export drafts/new.yaml --to cedar --output cedar/',
  ];
  static override args = {
    policy: Args.string({
      description:
        'policy file, `configured` for the files that zoqore.yaml names, or `in-force`. Default: in-force',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    to: Flags.string({
      summary: 'the language',
      options: ['cedar', 'rego'],
      helpValue: 'cedar|rego',
      required: true,
    }),
    output: Flags.string({
      summary: 'folder to make, with the policies and, for Cedar, their schema',
      helpValue: 'DIR',
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyExport);
    const { session } = this;
    const [{ namedPolicy, policyPlace }, { exportedFiles }] = await Promise.all([
      import('../../policy-place.ts'),
      import('../../exported-policy.ts'),
    ]);
    const place = await policyPlace(session, flags.home);
    const named = args.policy ?? inForce;
    const texts =
      named === inForce
        ? [await this.#setInForce(flags)]
        : named === configured
          ? place.configured()
          : [await namedPolicy(session, named)];
    const { name, rules, files } = await exportedFiles(texts, place.environment, flags.to);
    const data = { name, rules, to: flags.to, files };
    if (flags.output === undefined) {
      const [policies] = files;
      return { data, text: () => (policies?.text ?? '').trimEnd().split('\n') };
    }
    const folder = resolve(session.workingDirectory, flags.output);
    const { writeNewFolder } = await import('../../new-file.ts');
    await writeNewFolder(
      folder,
      (async function* () {
        for (const { path, text } of files) yield { path, pieces: [text] };
      })(),
    );
    return {
      data: { ...data, folder },
      text: () => [`${ruleCount(rules)} in ${folder}`, ...files.map(({ path }) => `  ${path}`)],
    };
  }

  async #setInForce(
    flags: Parameters<typeof withClient>[1],
  ): Promise<{ readonly text: string; readonly source: string }> {
    const { set } = await withClient(this.session, flags, 'host', (client) => client.policy.current());
    // JSON is YAML, and data of a set is a set as people may write it.
    return { text: JSON.stringify(set), source: inForce };
  }
}
