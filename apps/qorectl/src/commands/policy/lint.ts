import * as Args from '@oclif/core/args';
import { localFlags, QoreCommand } from '../../base-command.ts';
import { EXIT } from '../../exit-code.ts';
import type { Outcome } from '../../outcome.ts';
import { lintText } from '../../render/policy-analysis.ts';

export default class PolicyLint extends QoreCommand {
  static override summary = 'find rules that never match, never decide or change nothing';
  static override description =
    'Works offline. Several files are one set, as in zoqore.yaml. Exits 3 when there is a warning.';
  static override examples = ['qorectl policy lint', 'qorectl policy lint drafts/new.yaml'];
  static override strict = false;
  static override args = {
    file: Args.string({
      description: 'policy files; - for standard input. Default: the files that zoqore.yaml names',
      ignoreStdin: true,
    }),
  };
  static override flags = { ...localFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, argv } = await this.parse(PolicyLint);
    const { session } = this;
    const [{ namedPolicy, policyPlace }, { joinPolicies }, { lintPolicy, rulePositions, ...language }] =
      await Promise.all([
        import('../../policy-place.ts'),
        import('../../policy-files.ts'),
        import('@zoqore/policy'),
      ]);
    const place = await policyPlace(session, flags.home);
    const files = argv.map(String);
    const texts =
      files.length === 0
        ? place.configured()
        : await Promise.all(files.map((file) => namedPolicy(session, file)));
    const { text, source, parts } = joinPolicies(texts, language);
    const set = language.parsePolicySet(text, { source });
    const positions = new Map(
      parts.flatMap((each) =>
        [...rulePositions(each.text)].map(([id, at]) => [id, { source: each.source, ...at }] as const),
      ),
    );
    const findings = lintPolicy(set, place.environment).map((finding) => ({
      ...finding,
      ...(positions.get(finding.rule) ?? { source }),
    }));
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    return {
      data: { name: set.name, rules: set.rules.length, warnings, findings },
      text: (screen) => lintText(screen, { name: set.name, rules: set.rules.length, findings }),
      exitCode: warnings > 0 ? EXIT.warnings : EXIT.ok,
    };
  }
}
