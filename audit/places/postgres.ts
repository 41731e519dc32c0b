import { join } from 'node:path';
import pg from 'pg';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { connectionOptions } from '#infra/postgres/pool.ts';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { onDisk } from './files.ts';

/** @param landmark a reference that is known to be there */
export function postgresPlaces(
  { ownerUrl, ca, folder }: Endpoints['postgres'],
  landmark: string,
): Place[] {
  const config = connectionOptions({ url: ownerUrl, ca });
  const isSessions = (table: string): boolean => table.endsWith('.sessions');
  return [
    {
      name: 'PostgreSQL rows',
      landmark,
      read: () => rowsOf(config, (table) => !isSessions(table)),
    },
    // What the portal stores for a signed-in browser.
    { name: 'sessions', landmark: '"cookie"', read: () => rowsOf(config, isSessions) },
    onDisk('PostgreSQL files', [join(folder, 'data')], landmark),
  ];
}

/** Every row of the selected tables, including the audit trail. */
async function* rowsOf(
  config: pg.ClientConfig,
  isSelected: (table: string) => boolean,
): AsyncGenerator<Piece> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query('begin');
    for (const table of (await tables(client)).filter(isSelected)) {
      // Row-level security binds the owner too. The change is rolled back at the end.
      await client.query(`alter table ${table} no force row level security`);
      const { rows } = await client.query<unknown[]>({
        text: `select * from ${table}`,
        rowMode: 'array',
      });
      yield { from: table, bytes: Buffer.from(`${table}\n`) };
      for (const value of rows.flat()) yield { from: table, bytes: bytesOf(value) };
    }
  } finally {
    await client.query('rollback').finally(() => client.end());
  }
}

async function tables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where tableowner = current_user order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** `bytea` as raw bytes, everything else as JSON. */
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(`${JSON.stringify(value)}\n`);
}
