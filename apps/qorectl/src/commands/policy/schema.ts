import { localFlags, QoreCommand } from '../../base-command.ts';
import type { Outcome } from '../../outcome.ts';

export default class PolicySchema extends QoreCommand {
  static override summary = 'print the JSON Schema of policy files, for editors; works offline';
  static override description =
    'A file that begins with `# yaml-language-server: $schema=policy.schema.json` is completed and checked by it in VS Code and other editors. The packs in config/policies have that line, and the schema lies beside them.';
  static override examples = ['qorectl policy schema > policy.schema.json'];
  static override flags = { ...localFlags };

  protected async answer(): Promise<Outcome> {
    await this.parse(PolicySchema);
    const { policyJsonSchema } = await import('@zoqore/policy');
    const schema = policyJsonSchema();
    return { data: { schema }, text: () => JSON.stringify(schema, undefined, 2).split('\n') };
  }
}
