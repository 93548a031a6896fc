import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { localFlags, QoreCommand } from '../base-command.ts';
import { homeOf } from '../connect.ts';
import { didYouMean } from '../did-you-mean.ts';
import { QoreError } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Outcome } from '../outcome.ts';
import { checkList, doctorText } from '../render/doctor.ts';
import { neutralise } from '../render/neutralise.ts';
import type { CheckResult, CheckStatus } from '../doctor/check.ts';

export default class Doctor extends QoreCommand {
  static override summary = 'what is wrong, with evidence and what to type';
  static override description =
    'Exits 0 when all is fine, 3 with warnings alone, 1 with problems. Name checks to make only those.';
  static override examples = [
    'qorectl doctor',
    'qorectl doctor ledger.chain store.disk',
    'qorectl doctor --list-checks',
  ];
  static override strict = false;
  static override args = {
    check: Args.string({
      description: 'id of a check; several may be named. Default: all',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    'list-checks': Flags.boolean({ summary: 'list the checks and make none' }),
    all: Flags.boolean({ summary: 'also show what is fine' }),
    ...localFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Doctor);
    const { checks, examine } = await import('../doctor/examine.ts');
    const known = checks.map(({ id, title }) => ({ id, title }));
    if (flags['list-checks']) return { data: { checks: known }, text: (screen) => checkList(screen, known) };
    const named = argv.map(String);
    for (const id of named)
      if (!known.some((check) => check.id === id))
        throw unknownCheck(
          id,
          known.map((check) => check.id),
        );
    const wanted = named.length === 0 ? checks : checks.filter(({ id }) => named.includes(id));
    const results = await examine(this.session, homeOf(this.session, flags.home), wanted);
    const count = countOf(results);
    return {
      data: { checks: results, count },
      exitCode: exitOf(count),
      text: (screen) => doctorText(screen, results, { count, isWhole: flags.all || named.length > 0 }),
    };
  }
}

function countOf(results: readonly CheckResult[]): Readonly<Record<CheckStatus, number>> {
  const count = { ok: 0, warn: 0, fail: 0, skip: 0 };
  for (const { status } of results) count[status] += 1;
  return count;
}

function exitOf(count: Readonly<Record<CheckStatus, number>>): ExitCode {
  return count.fail > 0 ? EXIT.failed : count.warn > 0 ? EXIT.warnings : EXIT.ok;
}

function unknownCheck(id: string, known: readonly string[]): QoreError {
  const suggestion = didYouMean(id, known);
  return new QoreError({
    code: 'CHECK_UNKNOWN',
    message: `there is no check \`${neutralise(id.slice(0, 80))}\``,
    hint:
      suggestion === undefined
        ? 'qorectl doctor --list-checks'
        : `did you mean: qorectl doctor ${suggestion}`,
  });
}
