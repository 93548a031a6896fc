import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCosigner, type NoteVerifier } from '../../src/index.ts';
import {
  createWitness,
  openWitnessFolder,
  type WitnessAnswer,
  type WitnessEvent,
} from '../../src/witness/index.ts';

/** A witness behind a real listener on loopback. */
export interface ServedWitness {
  readonly url: string;
  readonly key: string;
  readonly events: readonly WitnessEvent[];
  readonly folder: string;
  /** Requests that came in. */
  requests(): number;
  /** What is sent in the place of an answer from now on; undefined for the witness's own again. */
  answer(other: ((own: () => Promise<WitnessAnswer>) => Promise<Partial<WitnessAnswer>>) | undefined): void;
  close(): Promise<void>;
}

export async function serveWitness(
  name: string,
  logs: readonly NoteVerifier[],
  port = 0,
): Promise<ServedWitness> {
  const folder = await mkdtemp(join(tmpdir(), 'zoqore-witness-'));
  const events: WitnessEvent[] = [];
  const cosigner = createCosigner(name, generateKeyPairSync('ed25519').privateKey);
  const state = await openWitnessFolder({ folder, lock: async () => ({ release: async () => undefined }) });
  const witness = await createWitness({
    cosigner,
    logs,
    state,
    clock: Date.now,
    report: (event) => events.push(event),
  });
  let other: Parameters<ServedWitness['answer']>[0];
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      requests += 1;
      const body = Buffer.concat(await incoming.toArray());
      const own = async (): Promise<WitnessAnswer> => await witness.addCheckpoint(body);
      const { status = 200, contentType = 'text/plain', body: text = '' } = await (other?.(own) ?? own());
      outgoing.writeHead(status, { 'content-type': contentType, location: 'http://127.0.0.1:1/' }).end(text);
    })();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return {
    url: `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`,
    key: cosigner.verifierKey,
    events,
    folder,
    requests: () => requests,
    answer: (next) => void (other = next),
    async close() {
      server.closeAllConnections();
      server.close();
      await state.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
