import { QoreCommand, runtimeFlags } from '../base-command.ts';
import { connect } from '../connect.ts';
import { EXIT } from '../exit-code.ts';
import type { Outcome } from '../outcome.ts';
import { statusText } from '../render/status.ts';

export default class Status extends QoreCommand {
  static override summary = 'is it running, where, under which policy, and what waits';
  static override description =
    'Exits 0 when a server runs, 3 when none does; what is known from the store is shown all the same.';
  static override examples = ['qorectl status', 'qorectl status --json | jq .data.isRunning'];
  static override flags = { ...runtimeFlags };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Status);
    const { readRunFile } = await import('../run-file.ts');
    const connection = await connect(this.session, flags, 'host');
    try {
      const isRunning = connection.through !== 'store';
      const status = await connection.client.status();
      const record =
        connection.home === undefined || !isRunning ? undefined : readRunFile(connection.home.runFile);
      const data = {
        isRunning,
        ...(connection.home === undefined ? {} : { home: connection.home.root }),
        ...(record?.runtimeUrl === undefined ? {} : { runtimeUrl: record.runtimeUrl }),
        ...(record?.gatewayUrl === undefined ? {} : { gatewayUrl: record.gatewayUrl }),
        ...(record === undefined ? {} : { isGateway: record.isGateway }),
        ...status,
      };
      return {
        data,
        exitCode: isRunning ? EXIT.ok : EXIT.warnings,
        text: (screen) => statusText(screen, data, this.session.clock()),
      };
    } finally {
      await connection.close();
    }
  }
}
