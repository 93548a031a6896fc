import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestDatabase, withPostgres } from '../src/testing/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zoqore-migrations-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = async (...files: readonly string[]): Promise<void> => {
  await mkdir(join(folder, 'meta'), { recursive: true });
  const entries = files.map((_, idx) => ({
    idx,
    version: '7',
    when: 1000 + idx,
    tag: `000${idx}`,
    breakpoints: true,
  }));
  await writeFile(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  await Promise.all(files.map(async (text, idx) => await writeFile(join(folder, `000${idx}.sql`), text)));
};
const first = 'create table mine.a (id int);\n--> statement-breakpoint\ninsert into mine.a values (1);';

it('applies each file once, and later ones later', async () => {
  const database = await openTestDatabase();
  const set = { schema: 'mine', folder };
  await write(first);
  await database.migrate(set);
  await database.migrate(set);
  await write(first, 'insert into mine.a values (2)');
  await Promise.all([database.migrate(set), database.migrate(set)]);
  expect(await database.query(sql`select id from mine.a order by id`)).toEqual([{ id: 1 }, { id: 2 }]);
  await database.close();
});

it('refuses a file that changed after it was applied, and a database that is ahead', async () => {
  const database = await openTestDatabase();
  const set = { schema: 'mine', folder };
  await write(first, 'insert into mine.a values (2)');
  await database.migrate(set);
  await write(`${first} `, 'insert into mine.a values (2)');
  await expect(database.migrate(set)).rejects.toMatchObject({
    code: 'MIGRATION_MISMATCH',
    details: { schema: 'mine', migration: 0 },
  });
  await write(first);
  await expect(database.migrate(set)).rejects.toMatchObject({
    code: 'MIGRATION_MISMATCH',
    details: { migration: 1 },
  });
  await database.close();
});

it('leaves nothing of a set that fails half-way', async () => {
  const database = await openTestDatabase();
  await write(first, 'create table mine.b (id int);\n--> statement-breakpoint\nselect 1/0');
  await expect(database.migrate({ schema: 'mine', folder })).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
  });
  const schemas = await database.query(sql`select 1 from pg_namespace where nspname = 'mine'`);
  expect(schemas).toEqual([]);
  await database.close();
});

it('is safe when four processes start at once on PostgreSQL', async () => {
  await write(first, 'create table mine.b (id int)');
  const script = `
    import { openDatabase } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const db = await openDatabase({ url: process.argv[1] });
    for (let round = 0; round < 10; round += 1) await db.migrate({ schema: 'mine', folder: process.argv[2] });
    await db.close();`;
  await withPostgres(async (url) => {
    const codes = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, url, folder], {
          stdio: 'inherit',
        });
        const [code] = (await once(child, 'close')) as [number];
        return code;
      }),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
  });
});
