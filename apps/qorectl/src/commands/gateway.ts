import * as Flags from '@oclif/core/flags';
import { localFlags, QoreCommand } from '../base-command.ts';
import { homeOf } from '../connect.ts';
import { QoreError } from '../errors.ts';
import type { Outcome } from '../outcome.ts';

export default class Gateway extends QoreCommand {
  static override summary = 'speak MCP on standard input and output, for desktop clients';
  static override description =
    'Forwards to the gateway of a server that runs. When none does it is the server itself, without ports: other commands and clients reach it through the socket of the home for as long as its client stays. For HTTP: qorectl serve.';
  static override examples = [
    'qorectl gateway --stdio',
    'qorectl gateway --stdio --key-file ~/.config/claude.key',
  ];
  static override flags = {
    stdio: Flags.boolean({ summary: 'the transport; there is one', default: true, allowNo: false }),
    actor: Flags.string({ summary: 'actor to speak for, among those of the key', helpValue: 'ID' }),
    'key-file': Flags.string({
      summary: "file with the API key to use. Default: the installation's agent key",
      helpValue: 'FILE',
    }),
    ...localFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Gateway);
    if (this.session.isJson) {
      throw new QoreError({
        code: 'USAGE_INVALID',
        message: 'standard output carries MCP here, so --json has no place',
        hint: 'qorectl gateway --stdio',
      });
    }
    const { speakStdio } = await import('../speak-stdio.ts');
    await speakStdio(this.session, {
      root: homeOf(this.session, flags.home),
      keyFile: flags['key-file'],
      actor: flags.actor,
    });
    return { data: {}, text: () => [], isPrinted: true };
  }
}
