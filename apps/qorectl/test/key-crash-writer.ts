import { author, openKeyCrashLog } from './key-crash-log.ts';

/** Does one thing to the keys of the log in a folder and dies at one step of it, as by `kill -9`. */
const [folder = '', act = '', step = ''] = process.argv.slice(2);
const dieAt = (reached: string): void => {
  if (reached === step) process.kill(process.pid, 'SIGKILL');
};
const { ledger } = await openKeyCrashLog(folder, (files) => ({
  load: () => files.load(),
  create: async () => {
    dieAt('before the file');
    const signer = await files.create();
    dieAt('behind the file');
    return signer;
  },
  destroy: async (signer) => {
    dieAt('before the removal');
    await files.destroy(signer);
    dieAt('behind the removal');
  },
}));
// Durable, and nobody has heard of it.
ledger.subscribe(() => dieAt('behind the entry'));
const [oldest] = (await ledger.keys.list()).keys.filter(({ state }) => state === 'valid');
const id = oldest?.id ?? '';
if (act === 'rotate') await ledger.keys.rotate(author);
else if (act === 'retire') await ledger.keys.retire(id, author);
else await ledger.keys.revoke(id, author, { reason: 'stolen' });
throw new Error(`expected to die at ${step}`);
