import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandSchemas } from '../../src/schemas/commands.ts';
import { failureSchema, successSchema } from '../../src/schemas/envelope.ts';
import { document, emptyFolder, placeStore, run, start } from './command-line.ts';

let folder: string;
beforeAll(async () => {
  folder = emptyFolder();
  await placeStore(join(folder, '.failsafe'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = (...args: readonly string[]) => run(args, { workingDirectory: folder });
/** The data of one command, held to its schema. */
const answer = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
  const ended = await text(...args, '--json');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const schema = commandSchemas[args.slice(0, 2).join(' ')] ?? failureSchema;
  successSchema(schema).parse(document(ended));
  return (document(ended) as { readonly data: Record<string, unknown> }).data;
};
const failure = async (...args: readonly string[]) =>
  failureSchema.parse(document(await text(...args, '--json'))).error;

it('an operator archives, holds, prunes and erases, and an auditor can still check everything', async () => {
  const server = start(['serve', '--port', '0', '--gateway-port', '0'], { workingDirectory: folder });
  await server.until(/Ctrl-C/);
  try {
    for (const name of ['ada', 'bob']) {
      await text('evaluate', '--actor', name, '--action', 'read', '--target', `docs/${name}.md`);
    }
    const { items } = (await answer('decisions', 'list')) as { items: { index: number; actorId: string }[] };
    const indexOf = (actor: string): number => items.find(({ actorId }) => actorId === actor)?.index ?? -1;
    const [ada, bob] = [indexOf('ada'), indexOf('bob')];
    writeFileSync(join(folder, 'log.vkey'), (await text('ledger', 'head', '--key')).stdout);
    writeFileSync(join(folder, 'ada.tlog-proof'), (await text('ledger', 'proof', `${ada}`)).stdout);

    // Export: a bundle that an auditor checks offline, lines for other tools, a static log.
    const { size } = (await answer('ledger', 'export', '--out', 'all.bundle')) as { size: number };
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const check = ['ledger', 'verify', '--bundle', '../all.bundle', '--key', '../log.vkey', '--json'];
    expect(document(await run(check, { workingDirectory: elsewhere }))).toMatchObject({
      data: { verified: true, from: 0, to: size, withoutLeaf: 0 },
    });
    writeFileSync(
      join(folder, 'forged.bundle'),
      readFileSync(join(folder, 'all.bundle'), 'utf8').replace('bob', 'eve'),
    );
    expect(await failure('ledger', 'verify', '--bundle', 'forged.bundle', '--key', 'log.vkey')).toMatchObject(
      {
        name: 'PROOF_REFUSED',
      },
    );
    await answer('ledger', 'export', '--format', 'ndjson', '--out', 'all.ndjson', '--from', `${ada}`);
    const [line = ''] = readFileSync(join(folder, 'all.ndjson'), 'utf8').split('\n');
    expect(JSON.parse(line)).toMatchObject({ index: ada, leaf: { actor: 'ada' } });
    await answer('ledger', 'export', '--format', 'tiles', '--out', 'static');
    expect(readFileSync(join(folder, 'static/checkpoint'), 'utf8')).toContain(`\n${size}\n`);
    expect(await failure('ledger', 'export', '--out', 'all.bundle')).toMatchObject({ name: 'OUTPUT_EXISTS' });
    expect(await failure('ledger', 'export', '--out', 'none', '--from', `${size + 9}`)).toMatchObject({
      name: 'USAGE_INVALID',
      hint: 'qorectl ledger head says how many entries there are',
    });
    for (const command of ['export', 'archive'])
      expect(await failure('ledger', command, '--out', 'no/such/x')).toMatchObject({
        name: 'INPUT_INVALID',
        message: expect.stringMatching(/`\S+\/no\/such`/),
      });

    // What the help shows works as it is typed: jq -r ends the text with a line feed of its own.
    const { checkpoint } = (await answer('ledger', 'head')) as { checkpoint: string };
    writeFileSync(join(folder, 'checkpoint.txt'), `${checkpoint}\n`);
    await answer('ledger', 'verify', '--since', 'checkpoint.txt');
    const { proof } = (await answer('ledger', 'proof', `${ada}`)) as { proof: string };
    writeFileSync(join(folder, 'piped.tlog-proof'), `${proof}\n`);
    const piped = ['ledger', 'verify', '--bundle', 'piped.tlog-proof', '--key'] as const;
    expect(await text(...piped, 'log.vkey')).toMatchObject({ code: 0 });
    for (const nothing of ['null\n', '', '\n']) {
      writeFileSync(join(folder, 'nothing'), nothing);
      expect(await text('ledger', 'verify', '--since', 'nothing')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('holds nothing, expected a signed checkpoint'),
      });
    }
    expect(await failure(...piped, 'nothing')).toMatchObject({
      message: '`nothing`: this file holds no key',
    });
    expect(await text(...piped, 'log.vkey', '--witnesses', '1')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('`log.vkey` holds 0'),
    });
    expect(await text('ledger', 'verify', '--since', 'no/such/x')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no folder `\S+\/no\/such`/),
    });
    expect(await text('policy', 'lint', 'nothing')).toMatchObject({ code: 2 });

    // A hold forbids an erasure; without --yes nothing changes.
    const hold = (await answer('ledger', 'hold', '--actor', 'ada', '--reason', 'case 7')) as { id: number };
    expect(await answer('ledger', 'holds')).toMatchObject({ items: [{ id: hold.id, actors: ['ada'] }] });
    const erase = ['ledger', 'erase', '--entry', `${ada}`, '--reason', 'asked for'] as const;
    expect(await answer(...erase)).toMatchObject({
      isDone: false,
      entries: 0,
      held: [{ hold: hold.id, entries: 1 }],
    });
    expect(await failure(...erase, '--yes')).toMatchObject({
      name: 'STATE_CONFLICT',
      hint: expect.stringMatching(/^qorectl ledger holds.*qorectl ledger release/),
    });
    expect(await text('ledger', 'release', '3', '--reason', 'x')).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('→ qorectl ledger holds'),
    });
    await answer('ledger', 'release', `${hold.id}`, '--reason', 'closed');
    expect(await answer(...erase)).toMatchObject({ isDone: false, entries: 1, receipts: [] });
    expect((await text(...erase)).stdout).toMatch(/^would erase {2}1 entry\n[^]*nothing was changed\n→ /);
    const erased = (await answer(...erase, '--yes')) as { receipts: { index: number }[] };

    // Archive what came before the decisions, and prune it.
    expect(await failure('ledger', 'prune', '--before', '2', '--reason', 'policy', '--yes')).toMatchObject({
      name: 'STATE_CONFLICT',
      hint: expect.stringMatching(/qorectl ledger archive.*--unarchived/),
    });
    const archived = await answer('ledger', 'archive', '--to', '2', '--out', 'archive');
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'archive/manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ from: 0, to: 2, files: [{ sha256: archived['sha256'] }, {}] });
    expect(
      await text('ledger', 'verify', '--bundle', 'archive/entries.bundle', '--key', 'archive/log.vkey'),
    ).toMatchObject({ code: 0 });
    expect(await answer('ledger', 'prune', '--before', '2', '--reason', 'policy', '--yes')).toMatchObject({
      isDone: true,
      entries: 2,
    });
    const shown = await text('ledger', 'show', '1');
    expect(shown.code).not.toBe(0);
    expect(shown.stderr).toMatch(/entry 1 was pruned by entry \d+/);
    for (const command of ['show', 'proof'])
      expect(await failure('ledger', command, '1')).toMatchObject({
        name: 'NOT_FOUND',
        hint: expect.stringMatching(/^qorectl ledger verify .*bundle/),
      });
    const bundles = await answer('ledger', 'export', '--format', 'tiles', '--out', 'static-after');
    expect(bundles).toMatchObject({ leftOut: [[0, bundles['size']]] });

    // Everything verifies and says what is gone; what was kept before still holds.
    const verified = await answer('ledger', 'verify');
    expect(verified).toMatchObject({ verified: true });
    expect((await text('ledger', 'verify')).stdout).toMatch(
      new RegExp(`erased .*by entry ${erased.receipts[0]?.index}\\npruned +2 entries, from 0 to 1`),
    );
    expect(await text('ledger', 'verify', '--bundle', 'ada.tlog-proof', '--key', 'log.vkey')).toMatchObject({
      code: 0,
    });
    expect(await text('ledger', 'verify', '--bundle', 'all.bundle', '--key', 'log.vkey')).toMatchObject({
      code: 0,
    });
    await answer('ledger', 'export', '--out', 'after.bundle');
    expect(await answer('ledger', 'verify', '--bundle', 'after.bundle', '--key', 'log.vkey')).toMatchObject({
      withoutLeaf: 2,
    });
    expect(bob).toBeGreaterThan(0);
  } finally {
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  }
}, 300_000);
