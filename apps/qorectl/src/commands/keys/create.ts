import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { QoreCommand, runtimeFlags } from '../../base-command.ts';
import { withClient } from '../../connect.ts';
import { QoreError } from '../../errors.ts';
import { statOf } from '../../home.ts';
import type { Outcome } from '../../outcome.ts';
import { writePrivateFile } from '../../private-file.ts';
import { excerpt } from '../../render/neutralise.ts';

export default class KeysCreate extends QoreCommand {
  static override summary = 'create an API key; it is shown once';
  static override description =
    'A key that asks (decide) is bound to actors and holds no other scope, so that no agent approves its own request. The key goes to stdout alone, or to a new file of mode 0600 with --out.';
  static override examples = [
    'qorectl keys create --name claude --actor claude-code --out ~/.config/claude.key',
    'qorectl keys create --name ada --scope approve',
  ];
  static override flags = {
    name: Flags.string({ summary: 'what the record calls it', helpValue: 'NAME', required: true }),
    scope: Flags.option({ options: ['decide', 'approve', 'admin'] as const, multiple: true })({
      summary: 'what it may do; repeatable',
      default: ['decide'],
    }),
    actor: Flags.string({
      summary: 'actor that it may speak for; repeatable',
      helpValue: 'ID',
      multiple: true,
      default: [],
    }),
    out: Flags.string({ summary: 'write the key to this new file', helpValue: 'FILE' }),
    ...runtimeFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(KeysCreate);
    const out = flags.out === undefined ? undefined : resolve(this.session.workingDirectory, flags.out);
    if (out !== undefined && statOf(out) !== undefined) throw exists(out);
    const request = { name: flags.name, scopes: [...new Set(flags.scope)], actors: flags.actor };
    const { key, record } = await withClient(this.session, flags, 'host', async (client) => {
      const created = await client.keys.create(request);
      if (out === undefined) return created;
      try {
        if (!writePrivateFile(out, `${created.key}\n`, 'create')) throw exists(out);
      } catch (error) {
        // A key that nobody has must not stand.
        await client.keys.revoke(created.record.id);
        throw error;
      }
      return created;
    });
    const speaks =
      record.actors === 'any' || record.actors.length > 0
        ? ` for ${record.actors === 'any' ? 'any actor' : record.actors.map((actor) => excerpt(actor, 128)).join(', ')}`
        : '';
    this.session.talk(
      `key ${record.id} (${excerpt(record.name, 128)}): ${record.scopes.join(', ')}${speaks}`,
    );
    if (out === undefined) this.session.talk('shown once; keep it in a file of mode 0600');
    return {
      data: out === undefined ? { key, record } : { file: out, record },
      text: () => [out === undefined ? key : out],
    };
  }
}

function exists(path: string): QoreError {
  return new QoreError({
    code: 'OUTPUT_EXISTS',
    message: `\`${excerpt(path, 300)}\` exists; a key is only ever written to a new file`,
    details: { path },
  });
}
