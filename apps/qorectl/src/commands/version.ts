import { QoreCommand } from '../base-command.ts';
import type { Outcome } from '../outcome.ts';

export default class Version extends QoreCommand {
  static override summary = 'show the version of qorectl and of what it runs on';
  static override examples = ['qorectl version', 'qorectl --version'];

  protected async answer(): Promise<Outcome> {
    await this.parse(Version);
    const data = {
      version: this.session.version,
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
    };
    return {
      data,
      text: () => [`qorectl ${data.version}`, `node ${data.node.slice(1)} on ${data.platform}`],
    };
  }
}
