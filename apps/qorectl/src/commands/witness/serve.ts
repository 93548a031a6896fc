import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import type { WitnessEvent } from '@zoqore/ledger/witness';
import { QoreCommand } from '../../base-command.ts';
import { toSafeJson } from '../../envelope.ts';
import type { Outcome } from '../../outcome.ts';
import { witnessEventText, witnessText } from '../../render/witness.ts';
import { isLoopback, parseListenAddress } from '../../witness/listen-address.ts';
import { witnessFlags } from './key.ts';

export default class WitnessServe extends QoreCommand {
  static override summary = 'cosign the checkpoints of logs that only grow';
  static override description =
    'Needs no installation, and should run on another machine than the logs. Speaks plain HTTP (C2SP tlog-witness): put TLS in front of it when logs reach it over a network. What it did goes to stderr, a line each; with --json to stdout, a document each. Ctrl-C drains and exits 0.';
  static override examples = [
    'qorectl witness serve --state witness --log log.vkey',
    'qorectl witness serve --state /var/lib/witness --name witness.example/w1 --log a.vkey --log b.vkey --listen 127.0.0.1:7780',
  ];
  static override flags = {
    ...witnessFlags,
    log: Flags.string({
      summary: 'file with verifier keys of logs, one a line; repeatable. Read at the start',
      helpValue: 'FILE',
      multiple: true,
      required: true,
    }),
    listen: Flags.string({
      summary: 'address to listen on. Default: 127.0.0.1:7780; port 0 takes a free one',
      helpValue: 'HOST:PORT',
      default: '127.0.0.1:7780',
    }),
  };

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(WitnessServe);
    const address = parseListenAddress(flags.listen);
    const [{ serveWitness }, { untilStopped }] = await Promise.all([
      import('../../witness/serve-witness.ts'),
      import('../../until-stopped.ts'),
    ]);
    const { session } = this;
    if (!isLoopback(address.host)) {
      session.warn(`${address.host} is open to the network, and this is plain HTTP: put TLS in front of it`);
    }
    const witness = await serveWitness({
      folder: resolve(session.workingDirectory, flags.state),
      name: flags.name,
      ...address,
      logFiles: flags.log,
      workingDirectory: session.workingDirectory,
      clock: session.clock,
      report: (event) => this.#tell(event),
    });
    const { url, verifierKey: key, logs } = witness;
    session.print(
      session.isJson
        ? `${toSafeJson(session.envelopeOf({ url, key, logs }))}\n`
        : `${witnessText(session.screen, witness).join('\n')}\n`,
    );
    const exitCode = await untilStopped({ drain: () => witness.close(), talk: session.talk });
    return { data: { url, key, logs }, text: () => [], exitCode, isPrinted: true };
  }

  #tell(event: WitnessEvent): void {
    const at = new Date(this.session.clock()).toISOString();
    if (this.session.isJson) this.session.print(`${toSafeJson(this.session.envelopeOf({ at, ...event }))}\n`);
    else this.session.talk(`${at} ${witnessEventText(event)}`);
  }
}
