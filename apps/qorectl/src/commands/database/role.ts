import * as Args from '@oclif/core/args';
import { QoreCommand } from '../../base-command.ts';
import { QoreError } from '../../errors.ts';
import { excerpt } from '../../render/neutralise.ts';
import type { Outcome } from '../../outcome.ts';

export default class DatabaseRole extends QoreCommand {
  static override summary = 'print the SQL for a PostgreSQL role that can only append';
  static override description =
    'Run it with psql as the owner of the tables, after a first start made them, and again after an upgrade that asks for the owner. The runtime then works as that role: it adds entries, changes and removes none but through what the record itself says. Changes to the tables take the owner.';
  static override examples = [
    'qorectl database role zoqore_runtime | psql "$OWNER_URL"',
    'qorectl database role zoqore_runtime > role.sql',
  ];
  static override args = {
    name: Args.string({ description: 'name of the role', required: true, ignoreStdin: true }),
  };

  protected async answer(): Promise<Outcome> {
    const { args } = await this.parse(DatabaseRole);
    const { name } = args;
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) {
      throw new QoreError({
        code: 'USAGE_INVALID',
        message: `expected a name of lower-case letters, digits and _, found \`${excerpt(name, 80)}\``,
      });
    }
    const [{ ledgerGrants }, { runtimeGrants }] = await Promise.all([
      import('@zoqore/ledger/postgres'),
      import('@zoqore/runtime'),
    ]);
    const lines = [
      `-- Lets ${name} run ZoQore and no more. As the owner of the tables; may be run again.`,
      'BEGIN;',
      `DO $$ BEGIN CREATE ROLE ${name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;`,
      'EXCEPTION WHEN duplicate_object THEN NULL; END $$;',
      ...ledgerGrants(name),
      ...runtimeGrants(name),
      'COMMIT;',
      `-- It has no password yet:  \\password ${name}`,
    ];
    return { data: { role: name, sql: `${lines.join('\n')}\n` }, text: () => lines };
  }
}
