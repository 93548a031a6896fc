import * as Args from '@oclif/core/args';
import { QoreCommand } from '../base-command.ts';
import { didYouMean } from '../did-you-mean.ts';
import { errorCatalogue, findError, isErrorName } from '../error-catalogue.ts';
import { QoreError } from '../errors.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { Outcome } from '../outcome.ts';
import { neutralise } from '../render/neutralise.ts';
import { fields, table } from '../render/table.ts';

export default class Explain extends QoreCommand {
  static override summary = 'what an error code means and what to do; works offline';
  static override examples = ['qorectl explain QORE-E-0202', 'qorectl explain PORT_TAKEN', 'qorectl explain'];
  static override args = {
    code: Args.string({ description: 'QORE-E-nnnn or its name. Default: list them all', ignoreStdin: true }),
  };

  protected async answer(): Promise<Outcome> {
    const { args } = await this.parse(Explain);
    if (args.code === undefined) return listAll();
    const found = findError(args.code);
    if (found === undefined) {
      const suggestion = didYouMean(args.code.toUpperCase(), Object.keys(errorCatalogue));
      throw new QoreError({
        code: 'CODE_UNKNOWN',
        message: `there is no error code \`${neutralise(args.code.slice(0, 80))}\``,
        ...(suggestion === undefined ? {} : { hint: `did you mean: qorectl explain ${suggestion}` }),
      });
    }
    const { name, entry } = found;
    const data = { ...entry, name, exitCode: exitCodeOf(name) };
    return {
      data,
      text: (screen) => [
        `${screen.paint('strong', entry.code)}  ${entry.title}`,
        '',
        ...fields(screen, [
          ['means', entry.meaning],
          ['do', entry.remedy],
          ['name', name],
          ['exit code', String(data.exitCode)],
        ]),
      ],
    };
  }
}

function listAll(): Outcome {
  const items = Object.entries(errorCatalogue).flatMap(([name, entry]) =>
    isErrorName(name) ? [{ ...entry, name, exitCode: exitCodeOf(name) }] : [],
  );
  return {
    data: { items },
    text: (screen) =>
      table(
        screen,
        [
          { title: 'CODE' },
          { title: 'NAME', isFlexible: true },
          { title: 'EXIT' },
          { title: 'TITLE', isFlexible: true },
        ],
        items.map((item) => [
          { text: item.code },
          { text: item.name },
          { text: String(item.exitCode) },
          { text: item.title },
        ]),
      ),
  };
}
