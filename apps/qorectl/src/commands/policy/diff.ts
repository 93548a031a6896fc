import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { PolicySet } from '@zoqore/policy';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { EXIT } from '../../exit-code.ts';
import type { Outcome } from '../../outcome.ts';
import { joinPolicies } from '../../policy-files.ts';
import { namedPolicy, policyPlace } from '../../policy-place.ts';
import { comparisonText } from '../../render/policy-analysis.ts';

const inForce = 'in-force';
const configured = 'configured';

export default class PolicyDiff extends QoreCommand {
  static override summary = 'does one policy let through more than another? Where, and with which request';
  static override description =
    'Works offline unless one of the two is `in-force`. `maybe` is what a `when`, a regular expression or the size of the sets leaves open; nothing is called narrower or the same that was not proved.';
  static override examples = [
    'qorectl policy diff in-force configured',
    'qorectl policy diff old.yaml new.yaml --fail-on wider',
  ];
  static override args = {
    before: Args.string({
      description: 'policy file, `configured` for the files that zoqore.yaml names, or `in-force`',
      required: true,
      ignoreStdin: true,
    }),
    after: Args.string({
      description: 'the same, for the set that may let through more or less',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    'fail-on': Flags.string({
      summary: 'exit 6 unless it is proved that AFTER lets through nothing more',
      options: ['wider'],
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyDiff);
    const { session } = this;
    const [place, { comparePolicies, definePolicySet, parsePolicySet }] = await Promise.all([
      policyPlace(session, flags.home),
      import('@zoqore/policy'),
    ]);
    const read = async (name: string): Promise<PolicySet> => {
      if (name === inForce) {
        const current = await withClient(session, flags, 'host', (client) => client.policy.current());
        // Data of a set is a set as people may write it, and is checked like one.
        return definePolicySet(current.set as object as PolicySet);
      }
      const texts = name === configured ? place.configured() : [await namedPolicy(session, name)];
      const { text, source } = joinPolicies(texts, parsePolicySet);
      return parsePolicySet(text, { source });
    };
    const before = await read(args.before);
    const after = await read(args.after);
    const comparison = comparePolicies(before, after, place.environment);
    const isRefused = flags['fail-on'] !== undefined && comparison.wider.answer !== 'no';
    const names = { before: args.before, after: args.after };
    return {
      data: { ...names, ...comparison },
      text: (screen) => comparisonText(screen, comparison, names),
      exitCode: isRefused ? EXIT.refused : EXIT.ok,
    };
  }
}
