import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { confirm, confirmFlags } from '../../confirm.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import type { Outcome } from '../../outcome.ts';
import { excerpt, neutralise } from '../../render/neutralise.ts';
import { shellWord } from '../../render/shell-word.ts';
import { toolTable } from '../../render/tools.ts';
import { typedFlags } from '../../render/typed-flags.ts';

export default class ToolsAccept extends QoreCommand {
  static override summary = 'accept the changed definition of a tool';
  static override examples = [
    'qorectl tools accept files/write_file',
    'qorectl tools accept files/write_file --digest 3f1c9a',
  ];
  static override args = {
    tool: Args.string({ description: 'SERVER/NAME', required: true, ignoreStdin: true }),
  };
  static override flags = {
    digest: Flags.string({
      summary: 'accept only this definition (its beginning, 6 characters or more)',
      helpValue: 'HEX',
    }),
    ...confirmFlags,
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags, args } = await this.parse(ToolsAccept);
    const slash = args.tool.indexOf('/');
    const server = args.tool.slice(0, slash);
    const name = args.tool.slice(slash + 1);
    if (slash < 1 || name === '' || (flags.digest !== undefined && !/^[0-9a-f]{6,64}$/.test(flags.digest))) {
      throw new QoreError({
        code: 'USAGE_INVALID',
        message: `expected SERVER/NAME and a hex digest, found \`${neutralise(args.tool.slice(0, 200))}\``,
        hint: 'qorectl tools list',
      });
    }
    const tool = await withClient(this.session, flags, 'host', async (client) => {
      const { items } = await client.tools.list();
      const found = items.find((item) => item.server === server && item.name === name);
      if (found === undefined) {
        throw new QoreError({
          code: 'NOT_FOUND',
          message: `the gateway has seen no tool \`${neutralise(args.tool.slice(0, 200))}\``,
          hint: 'qorectl tools list',
        });
      }
      const waiting = found.changedTo ?? found.definitionDigest;
      if (flags.digest !== undefined && !waiting.startsWith(flags.digest)) {
        throw new QoreError({
          code: 'INPUT_INVALID',
          message: `expected a definition that begins with \`${flags.digest}\`, found \`${waiting.slice(0, 12)}\`: nothing was accepted`,
          hint: 'qorectl tools list',
        });
      }
      const seen = waiting.slice(0, 12);
      await confirm(this.session, flags, {
        page: toolTable(this.session.talkScreen, [found]).filter((line) => !line.startsWith('→')),
        act: `let agents call ${excerpt(args.tool, 200)} as definition ${seen} says`,
        // The definition that was looked at, and no later one.
        hint: `qorectl tools accept ${shellWord(args.tool)}${typedFlags({ ...flags, digest: seen })} --yes`,
      });
      return client.tools.accept({ server, name, definitionDigest: waiting });
    });
    return {
      data: tool,
      text: (screen) => [
        `${screen.paint('good', 'accepted')}  ${excerpt(args.tool, 200)}, definition ${tool.definitionDigest.slice(0, 12)}`,
      ],
    };
  }
}
