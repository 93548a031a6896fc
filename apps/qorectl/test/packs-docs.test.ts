import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@zoqore/database';
import { createSigner } from '@zoqore/ledger';
import { createSqlStore } from '@zoqore/ledger/postgres';
import { parsePolicySet } from '@zoqore/policy';
import { newApiKey, openRuntime } from '@zoqore/runtime';
import type { PolicyFile } from '@zoqore/runtime';
import { createClient } from '@zoqore/runtime/client';
import { createHttpApp, listen } from '@zoqore/runtime/http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { packNames, readPack } from '../src/extended-policies.ts';
import { createHome } from '../src/home.ts';
import { main } from '../src/main.ts';
import { writePolicyPacks } from '../src/policy-files.ts';

/**
 * What docs/packs shows is what the command line prints, under that pack or the set that the page shows. `UPDATE_DOCS=1`
 * writes it anew.
 */

interface Block {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const page = (pack: string): URL => new URL(`../../../docs/packs/${pack}.md`, import.meta.url);

function blocks(text: string, language: string): Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, written]) => written === language)
    .map((found) => ({
      start: found.index + language.length + 4,
      end: found.index + found[0].length - 3,
      text: found[2] ?? '',
    }));
}

/** Command lines that a page tells people to type, beside those whose output it shows. */
function advised(text: string): string[] {
  const inText = text.replaceAll(/^```\w+\n[\s\S]*?^```$/gm, '');
  return [...inText.matchAll(/^qorectl .*$|(?<=`)qorectl [^`]*(?=`)/gm)].map(([line]) =>
    line.replaceAll('\n', ' '),
  );
}

/** Words of a command line in which only single quotes are special. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

const folder = mkdtempSync(join(tmpdir(), 'packs-'));
const closing: (() => Promise<unknown>)[] = [];
let url: string;
let inForce: (file: PolicyFile) => Promise<unknown>;

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
    readPack,
    environment: { workspace: '/home/ana/shop', home: '/home/ana', protectedPaths: [] },
    presetKeys: [{ name: 'docs', key, scopes: ['admin', 'approve'], actors: [] }],
  });
  const app = createHttpApp({ runtime: () => runtime, version: 'docs' });
  const listener = await listen({ ...app, address: { host: '127.0.0.1', port: 0 } });
  ({ url } = listener);
  const { policy } = createClient({ baseUrl: url, key });
  inForce = ({ text, source }) => policy.apply(text, source);
  const home = createHome(join(folder, 'home'));
  writePolicyPacks(home);
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

function fileOf(pack: string): PolicyFile {
  const path = new URL(import.meta.resolve(`@zoqore/policy/packs/${pack}.yaml`));
  return { text: readFileSync(path, 'utf8'), source: `${pack}.yaml` };
}

describe.each(packNames)('docs/packs/%s.md', (pack) => {
  afterEach(() => vi.restoreAllMocks());

  async function run(line: string, ...more: string[]): Promise<{ printed: string; complaint: string }> {
    const written: string[] = [];
    const complaints: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => complaints.push(String(text)) > 0);
    const [, ...words] = wordsOf(line);
    const named = words.map((word) => (word.endsWith('.yaml') ? join(folder, word) : word));
    const exitCode = await main([...named, ...more, '--url', url, '--key-file', join(folder, 'key')]);
    vi.restoreAllMocks();
    return { printed: written.join(''), complaint: exitCode === 0 ? '' : complaints.join('') };
  }

  /** The set that the page shows, where it shows one, or the pack. */
  const shownSet = (text: string): PolicyFile => {
    const set = blocks(text, 'yaml').find((block) => block.text.startsWith('apiVersion:'));
    if (set === undefined) return fileOf(pack);
    return { text: set.text, source: `${/^name: (.*)$/m.exec(set.text)?.[1]}.yaml` };
  };

  it('shows what qorectl prints', async () => {
    const text = readFileSync(page(pack), 'utf8');
    await inForce(shownSet(text));
    const requests = blocks(text, 'yaml').find((block) => block.text.startsWith('- {'));
    writeFileSync(join(folder, 'requests.yaml'), requests?.text ?? '');
    const shown = blocks(text, 'console');
    expect(shown.length).toBeGreaterThan(1);
    let updated = text;
    for (const block of shown.toReversed()) {
      const [command = ''] = block.text.split('\n');
      const { printed, complaint } = await run(command.replace(/^\$ /, ''));
      expect(complaint).toBe('');
      const now = `${command}\n${printed}`;
      if (process.env['UPDATE_DOCS'] === '1')
        updated = updated.slice(0, block.start) + now + updated.slice(block.end);
      else expect(block.text).toBe(now);
    }
    if (updated !== text) writeFileSync(page(pack), updated);
  });

  it('tells people to type what runs, with `zoqore.yaml` as it says', async () => {
    const text = readFileSync(page(pack), 'utf8');
    const set = shownSet(text);
    await inForce(set);
    const home = join(folder, 'home');
    const settings = /`(policy: [^`]*)`/.exec(text)?.[1] ?? `policy: { files: [policies/${pack}.yaml] }`;
    writeFileSync(join(home, 'config/zoqore.yaml'), `version: 1\n${settings}\n`, { mode: 0o600 });
    writeFileSync(join(home, 'config/policies', set.source), set.text, { mode: 0o600 });
    const ran = [];
    for (const line of advised(text)) {
      const isApply = line.startsWith('qorectl policy apply');
      const named = line.replaceAll('FILE', 'home/config/policies/balanced.yaml');
      const { complaint } = await run(named, '--home', home, ...(isApply ? ['--yes'] : []));
      ran.push({ line, complaint });
    }
    expect(ran.length).toBeGreaterThan(0);
    expect(ran).toEqual(ran.map(({ line }) => ({ line, complaint: '' })));
  });

  it('names every rule and mark of the pack with its reason, and no other', () => {
    const { rules, marks = [] } = parsePolicySet(fileOf(pack).text);
    const listed = [...readFileSync(page(pack), 'utf8').matchAll(/^\| `([a-z/-]+)` *\| (.*?) *\|$/gm)];
    const said = listed.map(([, id, why]) => `${id}: ${why}`);
    expect(said.toSorted()).toEqual(
      [...rules, ...marks].map(({ id, because }) => `${id}: ${because}`).toSorted(),
    );
  });
});
