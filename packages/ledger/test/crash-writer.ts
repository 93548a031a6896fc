import { writeSync } from 'node:fs';
import { openCrashLog } from './crash-log.ts';

const [folder = '', round = ''] = process.argv.slice(2);
const { ledger } = await openCrashLog(folder);
const caller = async (name: number): Promise<void> => {
  for (let count = 0; ; count += 1) {
    const idem = `${round}-${name}-${count}`;
    const at = '2026-11-23T03:00:00.000Z';
    await ledger.append({ kind: 'k', actor: 'a', at, idem, body: { count } }, [{ kind: 'row', row: {} }]);
    // Straight to the descriptor: what the parent reads was acknowledged before the kill.
    writeSync(1, `${idem}\n`);
  }
};
await Promise.all(Array.from({ length: 16 }, async (_, name) => await caller(name)));
