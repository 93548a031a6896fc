import { openDatabase } from '@zoqore/database';
import { appendAll } from './appends.ts';
import { insertRaw } from './raw-inserts.ts';
import { openLog } from './stores.ts';

/** One of several processes: says that it is ready, waits for the word, says how fast it was. */
const [what, url = '', entries = '0', number = '0'] = process.argv.slice(2);
const count = Number(entries);

const begin = async (): Promise<void> => {
  process.send?.('ready');
  await new Promise((resolve) => process.once('message', resolve));
};

if (what === 'raw') {
  const database = await openDatabase({ url });
  await begin();
  process.send?.(await insertRaw(database, count, 256, Number(number) * 1_000_000_000));
  await database.close();
} else {
  const log = await openLog({ url, durability: 'fsync' });
  await appendAll(log.ledger, 512, 256);
  await begin();
  process.send?.((await appendAll(log.ledger, count, 256)).perSecond);
  await log.close();
}
process.disconnect();
