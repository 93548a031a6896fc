import { lockDirectory } from '@zoqore/database';
import { createWitness, openWitnessFolder } from '@zoqore/ledger/witness';
import type { WitnessEvent } from '@zoqore/ledger/witness';
import { createFailureLimit } from '@zoqore/runtime/edge';
import { QoreError } from '../errors.ts';
import { listenAt } from '../listeners.ts';
import type { Address } from '../port-owner.ts';
import { readVerifierKeys } from '../verifier-keys.ts';
import { witnessHandler } from './witness-handler.ts';
import { openWitnessKey } from './witness-key.ts';

export interface WitnessServeOptions {
  readonly folder: string;
  readonly name: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Files with verifier keys of logs, one a line. */
  readonly logFiles: readonly string[];
  readonly workingDirectory: string;
  readonly clock: () => number;
  readonly report: (event: WitnessEvent) => void;
}

export interface ServingWitness {
  /** What logs are configured with: requests go to `<url>/add-checkpoint`. */
  readonly url: string;
  readonly verifierKey: string;
  readonly logs: readonly string[];
  /** Lets what runs finish. */
  close(): Promise<void>;
}

/**
 * Starts a witness on a folder of its own; needs no installation.
 * @throws QoreError HOME_UNSAFE, SECRET_UNSAFE, SECRET_INVALID, INPUT_INVALID, USAGE_INVALID, PORT_TAKEN, PORT_REFUSED;
 * LedgerError KEY_INVALID; DatabaseError DATABASE_LOCKED when another process has the folder
 */
export async function serveWitness(options: WitnessServeOptions): Promise<ServingWitness> {
  // Whatever is created from here on is this user's alone.
  process.umask(0o077);
  const cosigner = openWitnessKey(options.folder, options.name);
  const keys = await Promise.all(
    options.logFiles.map((file) => readVerifierKeys(file, options.workingDirectory)),
  );
  const logs = keys.flat();
  if (logs.length === 0) {
    throw new QoreError({
      code: 'INPUT_INVALID',
      message: 'expected at least one verifier key in the files of --log, found none',
      hint: 'qorectl ledger head --key prints the key of a log, there',
    });
  }
  const state = await openWitnessFolder({
    folder: options.folder,
    lock: (folder) => lockDirectory(folder, { what: 'the state of a witness', timeoutMs: 2_000 }),
  });
  try {
    const witness = await createWitness({
      cosigner,
      logs,
      state,
      clock: options.clock,
      report: withoutNoise(options.report),
    });
    const address: Address = { name: 'witness', host: options.host, port: options.port };
    const listener = await listenAt(address, { fetch: witnessHandler(witness) });
    return {
      url: listener.url,
      verifierKey: witness.verifierKey,
      logs: witness.logs,
      async close() {
        try {
          await listener.close();
        } finally {
          await state.close();
        }
      },
    };
  } catch (error) {
    await state.close();
    throw error;
  }
}

/** What anybody can cause who has at most a checkpoint is told so many times a minute, and then no more. */
function withoutNoise(report: (event: WitnessEvent) => void): (event: WitnessEvent) => void {
  const limit = createFailureLimit({ perMinute: 60 });
  const isByAnyone = (event: WitnessEvent): boolean =>
    (event.event === 'refused' && event.status !== 503) ||
    (event.event === 'contradiction' && event.kind === 'unproved');
  return (event) => {
    if (!isByAnyone(event) || limit.count() === 0) report(event);
  };
}
