import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { namedByData } from '../home.ts';
import { elapsed } from '../instant.ts';
import { excerpt } from '../render/neutralise.ts';
import { shellWord } from '../render/shell-word.ts';
import { ledgerKeyNames } from '../secrets.ts';
import { type Check, fail, ok, skip, warn } from './check.ts';

/** After this an overlap was forgotten. */
const longestOverlapMs = 30 * 86_400_000;

export const ledgerKeys: Check = {
  id: 'ledger.keys',
  title: 'a valid key signs the record, and no other one lies about',
  async examine({ connection, home, now }) {
    if (connection instanceof Error || home instanceof Error) return skip('the runtime does not answer');
    const { keys, unrecorded, fault } = await connection.client.ledger.keys.list();
    if (fault !== undefined) {
      return fail(
        excerpt(fault, 300),
        `put the private key of a valid one into ${namedByData(home, home.secrets)}, mode 0600, and restart the server; qorectl ledger keys list`,
      );
    }
    const standing = keys.filter(({ state }) => state === 'valid');
    const told = standing.map(({ id, since }) => {
      const age = since === undefined ? '' : `, ${elapsed(now - Date.parse(since))} old`;
      return `${id}${age}`;
    });
    const [older, newer] = standing;
    if (
      older !== undefined &&
      newer?.since !== undefined &&
      now - Date.parse(newer.since) > longestOverlapMs
    ) {
      return warn(`two keys sign: ${told.join('; ')}`, `qorectl ledger keys retire ${older.id}`);
    }
    const ended = keys.filter(({ state, isHere }) => state !== 'valid' && isHere);
    const [stray] = [
      ...ended.map(({ id, state }) => `the private key of ${id}, which is ${state}, is still here`),
      ...unrecorded.map((id) => `the private key ${id} is in no entry of the record`),
    ];
    if (stray !== undefined) {
      const hint =
        ended.length > 0
          ? 'restart the server: it removes the file'
          : 'qorectl ledger keys rotate   takes it';
      return warn(`${stray}; it signs nothing`, hint);
    }
    const names = readdirSync(home.secrets);
    const known = new Set(ledgerKeyNames(home.secrets));
    const left = names.find(
      (name) => name.endsWith('.partial') || (name.startsWith('ledger') && !known.has(name)),
    );
    if (left !== undefined) {
      const path = namedByData(home, join(home.secrets, left));
      return warn(`${excerpt(path, 200)} is no key file in use`, `rm ${shellWord(path)}`);
    }
    return ok(`${told.join(' and ')}; ${keys.length - standing.length} ended`);
  },
};
