import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCosigner, parseVerifierKey } from '../../src/index.ts';
import { createWitness, openWitnessFolder } from '../../src/witness/index.ts';

const vectors = JSON.parse(
  readFileSync(new URL('../../../../docs/spec/vectors/ledger/witness.json', import.meta.url), 'utf8'),
) as {
  witnessPrivateKeyPkcs8: string;
  witnessVerifierKey: string;
  logVerifierKey: string;
  steps: { about: string; time: number; request: string; status: number; body?: string }[];
};

describe('the published vectors of a witness', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zoqore-witness-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const der = Buffer.from(vectors.witnessPrivateKeyPkcs8, 'base64');
  let time = 0;
  const cosigner = createCosigner(
    'witness.example/w1',
    createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  );
  const witness = await createWitness({
    cosigner,
    logs: [await parseVerifierKey(vectors.logVerifierKey)],
    state: await openWitnessFolder({ folder, lock: async () => ({ release: async () => undefined }) }),
    clock: () => time * 1000,
  });

  it('have its key', () => expect(witness.verifierKey).toBe(vectors.witnessVerifierKey));

  it.each(vectors.steps)('$status: $about', async ({ time: at, request, status, body }) => {
    time = at;
    const answer = await witness.addCheckpoint(Buffer.from(request));
    expect(answer.status).toBe(status);
    if (body !== undefined) expect(answer.body).toBe(body);
  });
});
