import { localFlags, QoreCommand } from '../../base-command.ts';
import type { Outcome } from '../../outcome.ts';
import { fileArg, proposedModel } from '../../proposed-model.ts';
import { excerpt } from '../../render/neutralise.ts';

export default class CitationsCheck extends QoreCommand {
  static override summary = 'would this citation policy load? Names every error with its line';
  static override examples = ['qorectl citations check', 'qorectl citations check drafts/citations.yaml'];
  static override args = { file: fileArg };
  static override flags = { ...localFlags };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(CitationsCheck);
    const text = await proposedModel(this.session, flags, { model: 'citations', file: args.file });
    const { readCitationPolicy } = await import('../../citation-policy.ts');
    const policy = await readCitationPolicy(text);
    return {
      data: { valid: true, source: text.source, policy },
      text: (screen) => [
        `${screen.paint('good', 'valid')}  ${excerpt(text.source, 120)}, ${policy.sources.length} rules for sources`,
      ],
    };
  }
}
