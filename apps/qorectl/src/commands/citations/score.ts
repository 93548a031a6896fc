import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { CitationVerdict } from '@zoqore/risk';
import { localFlags, QoreCommand } from '../../base-command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { QoreError } from '../../errors.ts';
import { parseJson, readInput } from '../../input.ts';
import type { Outcome } from '../../outcome.ts';
import { citationText } from '../../render/citations.ts';

const exitCodes: Readonly<Record<CitationVerdict, ExitCode>> = {
  gold: EXIT.ok,
  verify: EXIT.warnings,
  human: EXIT.pending,
  insufficient: EXIT.refused,
  reject: EXIT.refused,
};

export default class CitationsScore extends QoreCommand {
  static override summary = 'how far may a claim be relied on, by what it cites?';
  static override description =
    'A source is a URL or an identifier such as "RFC 6962". Exits 0 for gold, 3 to verify first, 8 when a person decides, 6 otherwise.';
  static override examples = [
    'qorectl citations score "RFC 6962" https://en.wikipedia.org/wiki/Merkle_tree',
    'qorectl citations score --hops 1 "ISO/IEC 27001"',
    'jq .sources claim.json | qorectl citations score --file -',
  ];
  static override strict = false;
  static override args = {
    source: Args.string({ description: 'what the claim cites; repeatable', ignoreStdin: true }),
  };
  static override flags = {
    file: Flags.string({
      summary: 'sources, one a line or a JSON list; - for standard input',
      helpValue: 'FILE',
    }),
    hops: Flags.integer({
      summary: 'how far away they are: 1 is cited by what was read',
      helpValue: 'N',
      min: 0,
      max: 100,
      default: 0,
    }),
    policy: Flags.string({
      summary: 'judge by this policy. Default: config/models/citations.yaml, else the built-in one',
      helpValue: 'FILE',
    }),
    ...localFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, argv } = await this.parse(CitationsScore);
    const { session } = this;
    const [{ citationsIn }, { configuredCitationPolicy, readCitationPolicy }, { scoreCitations }] =
      await Promise.all([
        import('../../citation-input.ts'),
        import('../../citation-policy.ts'),
        import('@zoqore/risk'),
      ]);
    const named = argv.map((source) => ({ source: String(source), hops: flags.hops }));
    const { file } = flags;
    const read =
      file === undefined
        ? []
        : citationsIn(
            listedIn(await readInput(file, session.workingDirectory), file),
            file === '-' ? 'stdin' : file,
            flags.hops,
          );
    if (named.length === 0 && file === undefined) {
      throw new QoreError({
        code: 'USAGE_INVALID',
        message: 'expected at least one SOURCE, or --file',
        hint: 'qorectl citations score "RFC 6962"',
      });
    }
    const judged =
      flags.policy === undefined
        ? await configuredCitationPolicy(session, flags)
        : {
            source: flags.policy,
            policy: await readCitationPolicy({
              text: await readInput(flags.policy, session.workingDirectory),
              source: flags.policy === '-' ? 'stdin' : flags.policy,
            }),
          };
    const score = scoreCitations(judged.policy, [...named, ...read]);
    return {
      data: { ...score, policy: judged.source },
      exitCode: exitCodes[score.verdict],
      text: (screen) => citationText(screen, score),
    };
  }
}

/** A JSON list, or one text for each line that says something. */
function listedIn(text: string, name: string): unknown {
  if (text.trimStart().startsWith('[')) return parseJson(text, name === '-' ? 'stdin' : name);
  return text.split('\n').filter((line) => line.trim() !== '');
}
