import * as Args from '@oclif/core/args';
import { QoreCommand } from '../../base-command.ts';
import type { Outcome } from '../../outcome.ts';

export default class ModelsSchema extends QoreCommand {
  static override summary = 'print the JSON Schema of a model file, for editors';
  static override examples = ['qorectl models schema risk > risk.schema.json'];
  static override args = {
    model: Args.string({
      description: 'which file',
      options: ['risk', 'trust', 'citations'],
      required: true,
      ignoreStdin: true,
    }),
  };

  protected async answer(): Promise<Outcome> {
    const { args } = await this.parse(ModelsSchema);
    const schema = await schemaOf(args.model);
    return { data: { schema }, text: () => JSON.stringify(schema, null, 2).split('\n') };
  }
}

async function schemaOf(model: string): Promise<object> {
  if (model === 'trust') return (await import('@zoqore/runtime')).trustModelJsonSchema();
  const { citationPolicyJsonSchema, riskModelJsonSchema } = await import('@zoqore/risk');
  return model === 'risk' ? riskModelJsonSchema() : citationPolicyJsonSchema();
}
