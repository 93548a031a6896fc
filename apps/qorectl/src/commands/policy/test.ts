import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { PolicyTestReport } from '@zoqore/policy';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import { readInput } from '../../input.ts';
import type { Outcome } from '../../outcome.ts';
import { proposedPolicy } from '../../proposed-policy.ts';
import { failedTests } from '../../render/policy.ts';

export default class PolicyTest extends QoreCommand {
  static override summary = 'run a tests file against a policy';
  static override examples = [
    'qorectl policy test my.tests.yaml',
    'qorectl policy test my.tests.yaml --policy drafts/new.yaml',
  ];
  static override args = {
    tests: Args.string({
      description: 'tests file; - for standard input',
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    policy: Flags.string({
      summary: 'policy file. Default: the files that zoqore.yaml names',
      helpValue: 'FILE',
    }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(PolicyTest);
    const tests = await readInput(args.tests, this.session.workingDirectory);
    const file = await proposedPolicy(this.session, flags, flags.policy);
    // The client passes this answer on as it came.
    const report = (await withClient(this.session, flags, 'host', (client) =>
      client.policy.test(file.text, file.source, tests),
    )) as object as PolicyTestReport;
    const issues = failedTests(report);
    if (report.failed > 0) {
      throw new QoreError({
        code: 'POLICY_TESTS_FAILED',
        message: `${report.failed} failed, ${report.passed} passed`,
        details: { issues, report },
      });
    }
    return { data: report, text: (screen) => [`${screen.paint('good', 'passed')}  ${report.passed} tests`] };
  }
}
