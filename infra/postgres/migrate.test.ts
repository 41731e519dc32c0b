import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Pool } from 'pg';
import { workflowIdKind } from '#contract/index.ts';
import { testDatabase } from '#test/testing/services.ts';
import type { TestDatabase } from '#test/testing/services.ts';
import { migrate } from './migrate.ts';
import { newReference } from '#vault/references.ts';
import { createPool } from './pool.ts';
import { migrateProduct, productFolders } from './product-schema.ts';

let database: TestDatabase;
let owner: Pool;
let options: { url: string; ca: string };

before(async () => {
  database = await testDatabase();
  options = { url: database.ownerUrl, ca: database.ca };
  owner = createPool(options);
});
after(async () => {
  await owner.end();
  await database.drop();
});

async function applied(): Promise<string[]> {
  const queries = productFolders.map(
    ({ name }) => `select '${name}/' || name || ' ' || run_on as file from ${name}_migrations`,
  );
  const { rows } = await owner.query<{ file: string }>(`${queries.join(' union all ')} order by 1`);
  return rows.map(({ file }) => file);
}

test('migrating an up-to-date database, twice at once, changes nothing', async () => {
  const before = await applied();
  assert.ok(before.length >= productFolders.length);
  await Promise.all([migrateProduct(options), migrateProduct(options)]);
  assert.deepEqual(await applied(), before);
});

test('each folder remembers its own files, so that two folders may number theirs alike', async (t) => {
  const folders = await Promise.all(['one', 'two'].map((name) => folderOf(name)));
  t.after(() => Promise.all(folders.map(({ path }) => rm(path, { recursive: true }))));
  // Slow, so that the second process comes while the first is at it.
  await Promise.all([migrate(options, folders), migrate(options, folders)]);
  const { rows } = await owner.query<{ one: number; two: number }>(
    `select (select count(*) from one) as one, (select count(*) from two) as two`,
  );
  assert.deepEqual(rows, [{ one: 1, two: 1 }]);
});

test('a file that fails leaves nothing of its folder, and the error is free of data', async (t) => {
  const { name, path } = await folderOf('bad');
  t.after(() => rm(path, { recursive: true }));
  await writeFile(join(path, '0002_fails.sql'), `-- Up Migration\nselect 'secret'::int;\n`);
  await assert.rejects(migrate(options, [{ name, path }]), { code: 'DATABASE_22P02' });
  const { rows } = await owner.query(`select to_regclass('bad') as bad`);
  assert.deepEqual(rows, [{ bad: null }]);
});

test('a database of the earlier layout is refused, with the advice to begin anew', async () => {
  await owner.query(`create table migrations (id serial primary key, name text, run_on timestamp)`);
  await assert.rejects(migrateProduct(options), {
    code: 'DATABASE_OF_EARLIER_LAYOUT',
    message: /npm start -- --fresh.*docker compose down -v/,
  });
  await owner.query('drop table migrations');
  await migrateProduct(options);
});

test('a database with references or keys that were not minted is refused alike', async () => {
  const key = `insert into subjects (ref, owner, idempotency_key) values ($1, 'ada', 'a form')`;
  await owner.query('drop function is_minted, is_object_key cascade');
  await owner.query('alter table subjects no force row level security');
  await owner.query(key, [newReference(workflowIdKind)]);
  for (const { name } of productFolders)
    await owner.query(`delete from ${name}_migrations where name like '%minted'`);
  await assert.rejects(migrateProduct(options), { code: 'DATABASE_OF_EARLIER_LAYOUT' });
  await owner.query('delete from subjects');
  await migrateProduct(options);
});

async function folderOf(name: string): Promise<{ name: string; path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'harbor-migrations-'));
  const sql = `create table ${name} as select pg_sleep(0.2)::text;`;
  await writeFile(join(path, '0001_table.sql'), `-- Up Migration\n${sql}\n`);
  return { name, path };
}
