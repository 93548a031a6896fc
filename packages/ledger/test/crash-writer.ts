import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { openCrashLog } from './crash-log.ts';

/** Appends until it is killed, and says what was acknowledged. A lost answer is looked up; what was not written is tried again. */
const [folder = '', name = '', url] = process.argv.slice(2);
writeSync(1, 'opening\n');
const { ledger } = await openCrashLog(folder, url);
const stands = async (idem: string): Promise<boolean> => {
  for (;;) {
    try {
      return (await ledger.entryByIdem(idem)) !== undefined;
    } catch {
      // The connection is not back yet.
      await pause(20);
    }
  }
};
const caller = async (number: number): Promise<void> => {
  for (let count = 0; ; count += 1) {
    const idem = `${name}-${number}-${count}`;
    const at = '2026-11-23T03:00:00.000Z';
    const append = async (): Promise<boolean> => {
      try {
        await ledger.append({ kind: 'k', actor: 'a', at, idem, body: { count } }, [{ kind: 'row', row: {} }]);
        return true;
      } catch {
        return await stands(idem);
      }
    };
    while (!(await append()));
    // Straight to the descriptor: what the parent reads was acknowledged before the kill.
    writeSync(1, `${idem}\n`);
  }
};
await Promise.all(Array.from({ length: 16 }, async (_, number) => await caller(number)));
