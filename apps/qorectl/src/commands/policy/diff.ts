import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { PolicySet, PolicySource } from '@zoqore/policy';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { EXIT } from '../../exit-code.ts';
import { parseInstant } from '../../instant.ts';
import type { Outcome } from '../../outcome.ts';
import { comparisonText } from '../../render/policy-analysis.ts';
import { replayText } from '../../render/policy-replay.ts';

const inForce = 'in-force';
const configured = 'configured';

export default class PolicyDiff extends QoreCommand {
  static override summary = 'does one policy let through more than another? Where, and with which request';
  static override description =
    'Works offline unless one of the two is `in-force`. `maybe` is what a `when`, a regular expression or the size of the sets leaves open; nothing is called narrower or the same that was not proved.';
  static override examples = [
    'qorectl policy diff in-force configured',
    'qorectl policy diff old.yaml new.yaml --fail-on wider',
    'qorectl policy diff in-force configured --against ledger --since 7d',
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
      summary:
        'exit 6 unless it is proved that AFTER lets through nothing more; against the ledger, if it would have',
      options: ['wider'],
      helpValue: 'wider',
    }),
    against: Flags.string({
      summary: 'replay recorded decisions under both instead, and list each whose answer changes',
      options: ['ledger'],
      helpValue: 'ledger',
    }),
    since: Flags.string({
      summary: 'only decisions after this time (2h, 7d, 2026-11-22T10:00:00Z)',
      helpValue: 'TIME',
      dependsOn: ['against'],
    }),
    until: Flags.string({
      summary: 'only decisions before this time',
      helpValue: 'TIME',
      dependsOn: ['against'],
    }),
    samples: Flags.integer({
      summary: 'changed decisions to show of each kind. Default: 10',
      helpValue: 'N',
      min: 0,
      max: 100,
      dependsOn: ['against'],
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyDiff);
    const { session } = this;
    const [{ namedPolicy, policyPlace }, { joinPolicies }, { comparePolicies, ...language }] =
      await Promise.all([
        import('../../policy-place.ts'),
        import('../../policy-files.ts'),
        import('@zoqore/policy'),
      ]);
    const place = await policyPlace(session, flags.home);
    const read = async (name: string): Promise<PolicySource> => {
      if (name === inForce) {
        const { set } = await withClient(session, flags, 'host', (client) => client.policy.current());
        // JSON is YAML, and data of a set is a set as people may write it.
        return { text: JSON.stringify(set), source: inForce };
      }
      const texts = name === configured ? place.configured() : [await namedPolicy(session, name)];
      return joinPolicies(texts, language);
    };
    const [before, after] = [await read(args.before), await read(args.after)];
    const names = { before: args.before, after: args.after };
    if (flags.against !== undefined) {
      const now = session.clock();
      const query = {
        before,
        after,
        samples: flags.samples ?? 10,
        ...(flags.since === undefined ? {} : { since: parseInstant(flags.since, now) }),
        ...(flags.until === undefined ? {} : { until: parseInstant(flags.until, now) }),
      };
      session.talk('replaying recorded decisions');
      const report = await withClient(session, flags, 'host', (client) => client.policy.replay(query));
      return {
        data: { ...report, files: names },
        text: (screen) => replayText(screen, report, names),
        exitCode: flags['fail-on'] !== undefined && report.wider > 0 ? EXIT.refused : EXIT.ok,
      };
    }
    const parse = ({ text, source }: PolicySource): PolicySet => language.parsePolicySet(text, { source });
    const comparison = comparePolicies(parse(before), parse(after), place.environment);
    const isRefused = flags['fail-on'] !== undefined && comparison.wider.answer !== 'no';
    return {
      data: { ...names, ...comparison },
      text: (screen) => comparisonText(screen, comparison, names),
      exitCode: isRefused ? EXIT.refused : EXIT.ok,
    };
  }
}
