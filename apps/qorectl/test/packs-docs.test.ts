import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import { createClient } from '@zoqore/runtime/client';
import { createHttpApp, listen } from '@zoqore/runtime/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../src/main.ts';

/** What docs/packs shows is what the command line prints, under that pack. `UPDATE_DOCS=1` writes it anew. */

interface Block {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const page = (pack: string): URL => new URL(`../../../docs/packs/${pack}.md`, import.meta.url);

function blocks(text: string, language: string): Block[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((found) => ({
    start: found.index + language.length + 4,
    end: found.index + found[0].length - 3,
    text: found[1] ?? '',
  }));
}

/** Words of a command line in which only single quotes are special. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

const folder = mkdtempSync(join(tmpdir(), 'packs-'));
const closing: (() => Promise<unknown>)[] = [];
let url: string;
let inForce: (pack: string) => Promise<unknown>;

beforeAll(async () => {
  const database = await openDatabase({ url: 'pglite:memory' });
  const key = newApiKey(randomBytes);
  writeFileSync(join(folder, 'key'), key, { mode: 0o600 });
  const runtime = await openRuntime({
    database,
    store: createSqlStore({ database, durability: 'process' }),
    signer: createSigner('zoqore/docs/main', generateKeyPairSync('ed25519').privateKey),
    installationId: 'docs',
    policy: fileOf('failsafe'),
    environment: { workspace: '/home/ana/shop', home: '/home/ana', protectedPaths: [] },
    presetKeys: [{ name: 'docs', key, scopes: ['admin', 'approve'], actors: [] }],
  });
  const app = createHttpApp({ runtime: () => runtime, version: 'docs' });
  const listener = await listen({ ...app, address: { host: '127.0.0.1', port: 0 } });
  ({ url } = listener);
  const { policy } = createClient({ baseUrl: url, key });
  inForce = (pack) => policy.apply(fileOf(pack).text, fileOf(pack).source);
  closing.push(
    () => listener.close(),
    () => runtime.close(),
    () => database.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

function fileOf(pack: string): { readonly text: string; readonly source: string } {
  const path = new URL(import.meta.resolve(`@zoqore/policy/packs/${pack}.yaml`));
  return { text: readFileSync(path, 'utf8'), source: `${pack}.yaml` };
}

describe.each(['balanced', 'failsafe', 'observe'])('docs/packs/%s.md', (pack) => {
  afterEach(() => vi.restoreAllMocks());

  async function printed(line: string): Promise<string> {
    const written: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const [, ...words] = wordsOf(line);
    const named = words.map((word) => (word.endsWith('.yaml') ? join(folder, word) : word));
    await main([...named, '--url', url, '--key-file', join(folder, 'key')]);
    vi.restoreAllMocks();
    return written.join('');
  }

  it('shows what qorectl prints', async () => {
    await inForce(pack);
    const text = readFileSync(page(pack), 'utf8');
    const [requests] = blocks(text, 'yaml');
    writeFileSync(join(folder, 'requests.yaml'), requests?.text ?? '');
    const shown = blocks(text, 'console');
    expect(shown.length).toBeGreaterThan(1);
    let updated = text;
    for (const block of shown.toReversed()) {
      const [command = ''] = block.text.split('\n');
      const now = `${command}\n${await printed(command.replace(/^\$ /, ''))}`;
      if (process.env['UPDATE_DOCS'] === '1')
        updated = updated.slice(0, block.start) + now + updated.slice(block.end);
      else expect(block.text).toBe(now);
    }
    if (updated !== text) writeFileSync(page(pack), updated);
  });

  it('names every rule of the pack, and no other', () => {
    const [rules = ''] = fileOf(pack).text.split('\nmarks:');
    const ids = [...rules.matchAll(/^ {2}- id: (\S+)$/gm)].map(([, id = '']) => id);
    const listed = [...readFileSync(page(pack), 'utf8').matchAll(/^\| `([a-z/-]+)`/gm)].map(
      ([, id = '']) => id,
    );
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });
});
