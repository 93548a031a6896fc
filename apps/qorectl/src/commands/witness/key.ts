import { resolve } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { QoreCommand } from '../../base-command.ts';
import type { Outcome } from '../../outcome.ts';

/** Flags of the commands that work on a witness's folder. */
export const witnessFlags = {
  state: Flags.string({
    summary: 'folder of the witness, made when it is missing',
    helpValue: 'DIR',
    required: true,
  }),
  name: Flags.string({
    summary: 'name of its key, such as witness.example/w1; chosen once. Default: one by chance',
    helpValue: 'NAME',
  }),
};

export default class WitnessKey extends QoreCommand {
  static override summary = 'print the verifier key of a witness';
  static override description =
    'Goes into zoqore.yaml of the logs that it witnesses, and into the key file of whoever checks their proofs. Makes the key at the first call.';
  static override examples = ['qorectl witness key --state witness --name witness.example/w1'];
  static override flags = witnessFlags;

  protected async answer(): Promise<Outcome> {
    const { flags } = await this.parse(WitnessKey);
    const { openWitnessKey } = await import('../../witness/witness-key.ts');
    const folder = resolve(this.session.workingDirectory, flags.state);
    const { name, verifierKey } = openWitnessKey(folder, flags.name);
    return { data: { name, key: verifierKey }, text: () => [verifierKey] };
  }
}
