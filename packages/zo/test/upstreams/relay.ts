/** What `qorectl gateway --stdio` does when a server runs: argv holds the address and the key. */
import { relayStdio } from '../../src/edge/relay.ts';

const [, , url = '', key = ''] = process.argv;
const relay = await relayStdio({ url, key });
await relay.closed;
