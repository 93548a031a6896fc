import * as Flags from '@oclif/core/flags';
import { localFlags, QoreCommand } from '../base-command.ts';
import { homeOf } from '../connect.ts';
import { toSafeJson } from '../envelope.ts';
import { locateHome } from '../home.ts';
import type { Outcome } from '../outcome.ts';
import { servingText } from '../render/serving.ts';
import { shellWord } from '../render/shell-word.ts';

export default class Serve extends QoreCommand {
  static override summary = 'start the runtime and the MCP gateway';
  static override description =
    'Creates the installation on the first start. Ctrl-C drains and exits 0. With --json one document is printed when it is ready.';
  static override examples = [
    'qorectl serve',
    'qorectl serve --port 7877 --gateway-port 7878',
    'DATABASE_URL=postgres://zoqore@db/zoqore qorectl serve --only gateway',
  ];
  static override flags = {
    host: Flags.string({
      summary: 'address to listen on. Default: zoqore.yaml, 127.0.0.1',
      helpValue: 'HOST',
    }),
    port: Flags.integer({
      summary: 'port of the runtime API. Default: zoqore.yaml, 7777; 0 takes a free one',
      helpValue: 'N',
      min: 0,
      max: 65_535,
    }),
    'gateway-port': Flags.integer({
      summary: 'port of the gateway. Default: zoqore.yaml, 7778',
      helpValue: 'N',
      min: 0,
      max: 65_535,
    }),
    only: Flags.option({ options: ['runtime', 'gateway'] as const })({
      summary: 'start one of the two; both at once share a store on PostgreSQL only',
    }),
    ...localFlags,
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(Serve);
    const [{ startServing }, { untilStopped }] = await Promise.all([
      import('../serve.ts'),
      import('../until-stopped.ts'),
    ]);
    const { session } = this;
    session.talk('starting');
    const serving = await startServing({
      root: homeOf(session, flags.home),
      host: flags.host,
      port: flags.port,
      gatewayPort: flags['gateway-port'],
      only: flags.only,
      environment: session.environment,
      clock: session.clock,
      version: session.version,
      warn: session.warn,
      talk: session.talk,
    });
    const data = {
      pid: serving.pid,
      home: serving.home.root,
      ...(serving.runtimeUrl === undefined ? {} : { runtimeUrl: serving.runtimeUrl }),
      ...(serving.gatewayUrl === undefined ? {} : { gatewayUrl: serving.gatewayUrl }),
      agentKeyFile: serving.agentKeyFile,
      policy: serving.policy,
    };
    // What a bare `qorectl` in this folder finds by itself needs no flag in the commands that are shown.
    const found = locateHome({
      flag: undefined,
      environment: { ...session.environment, ZOQORE_HOME: undefined },
      workingDirectory: session.workingDirectory,
    });
    const text = session.isJson
      ? toSafeJson(session.envelopeOf(data), 2)
      : servingText(session.screen, serving, {
          command: session.environment['QORECTL_COMMAND'] ?? 'qorectl',
          homeFlag: found === serving.home.root ? '' : ` --home ${shellWord(serving.home.root)}`,
        }).join('\n');
    session.print(`${text}\n`);
    const exitCode = await untilStopped({ drain: () => serving.close(), talk: session.talk });
    return { data, text: () => [], exitCode, isPrinted: true };
  }
}
