import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestDatabase } from '@zoqore/database/testing';
import { createSigner, openLedger, type AppendResult } from '../src/index.ts';
import { createSqlStore } from '../src/postgres/index.ts';

const [folder = '', where = ''] = process.argv.slice(2);
const origin = 'zoqore/full/main';
const ballast = join(folder, where === 'journal' ? 'journal/ballast' : 'ballast');
const freeBytes = (): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};
const database = await openTestDatabase({ directory: join(folder, 'db') });
const ledger = await openLedger({
  store: createSqlStore({
    database,
    // The journal would fill first; without one the engine itself meets the end of the disk.
    durability: where === 'journal' ? 'fsync' : 'process',
    ...(where === 'journal' ? { journalDirectory: join(folder, 'journal') } : {}),
    ...(where === 'guard' ? { freeBytes, minFreeBytes: 24 * 1024 * 1024 } : {}),
  }),
  origin,
  signer: createSigner(origin, generateKeyPairSync('ed25519').privateKey),
});
writeFileSync(ballast, Buffer.alloc(where === 'journal' ? 2e6 : freeBytes() - 38e6));
let count = 0;
const append = async (): Promise<AppendResult> =>
  await ledger.append({
    kind: 'k',
    actor: 'a',
    at: '2026-11-23T03:00:00.000Z',
    body: { at: (count += 1), text: randomBytes(15_000).toString('base64') },
  });
let acknowledged = 0;
let failure: unknown;
while (failure === undefined) {
  const results = await Promise.allSettled(Array.from({ length: 32 }, append));
  acknowledged += results.filter(({ status }) => status === 'fulfilled').length;
  failure = results.find((result) => result.status === 'rejected')?.reason;
}
await append().catch(() => undefined);
rmSync(ballast);
for (let tries = 0; tries < 3; tries += 1) {
  try {
    await append();
    break;
  } catch {
    // The engine may need one call to notice.
  }
}
const report = await ledger.verify();
const { size } = await ledger.head();
const code = failure instanceof Error && 'code' in failure ? failure.code : undefined;
const mentionsDisk = failure instanceof Error && failure.message.includes('disk is full');
process.stdout.write(
  `${JSON.stringify({ code, mentionsDisk, verified: report.verified, isWhole: size >= acknowledged + 1 })}\n`,
);
await ledger.close();
await database.close();
