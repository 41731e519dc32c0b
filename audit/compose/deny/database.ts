import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import pg from 'pg';
import type { Stack, StackSecrets } from '../stack.ts';

const notPermitted = '42501';
const noSuchEntry = '28000';

const auditTable = [
  'select * from audit_entries',
  "insert into audit_entries values (1, now(), '', '', '', '', '', '')",
  "update audit_entries set actor = 'nobody'",
  'delete from audit_entries',
  'truncate audit_entries',
  'drop trigger audit_is_append_only on audit_entries',
  'alter table audit_entries disable trigger all',
];
const beyondTheProcess = [
  'alter table subjects no force row level security',
  'alter table applications no force row level security',
  'drop policy visible on subjects',
  'drop policy visible on applications',
  'create table mine ()',
  'create temporary table mine ()',
  'create role mine',
  "alter role harbor_owner password 'mine'",
  'set role harbor_owner',
  "select pg_read_file('/run/secrets/temporal.password')",
  "copy users to program 'cat'",
  "update data_keys set wrapped = ''",
  'delete from data_keys',
  "update records set ciphertext = ''",
  'delete from records',
  "update documents set object_key = ''",
];

/** The statements that each login, with its own password, is not permitted to execute. */
const forbidden: Record<'portal' | 'worker' | 'codec', string[]> = {
  // The Codec Server appends to the audit trail and can access nothing else.
  codec: [
    ...auditTable,
    ...beyondTheProcess,
    ...['users', 'sessions', 'subjects', 'applications', 'data_keys', 'records', 'documents'].map(
      (table) => `select * from ${table}`,
    ),
    'select audit_first_break()',
    'set role harbor_portal',
  ],
  portal: [
    ...auditTable,
    ...beyondTheProcess,
    'set role harbor_worker',
    "update users set role = 'reviewer'",
    "insert into users (email, display_name, password_hash, role) values ('', '', '', 'reviewer')",
    'insert into application_events (id) overriding system value values (1)',
    "update applications set status = 'approved'",
  ],
  worker: [
    ...auditTable,
    ...beyondTheProcess,
    'set role harbor_portal',
    'select * from users',
    'select * from sessions',
    "insert into subjects (ref) values ('')",
    "insert into applications (ref) values ('')",
    'delete from subjects',
    'delete from applications',
    "insert into data_keys (subject) values ('')",
    'delete from documents',
  ],
};

export function describeDatabaseRights(stack: Stack): void {
  describe('PostgreSQL', () => {
    let address: string;
    let secrets: StackSecrets;
    before(async () => {
      address = await stack.gateway(5432);
      secrets = await stack.secrets();
    });

    async function as<T>(
      user: string,
      password: string,
      database: string,
      work: (db: pg.Client) => Promise<T>,
    ) {
      const connectionString = `postgres://${user}:${password}@${address}/${database}`;
      const db = new pg.Client({ connectionString, ssl: { ca: secrets.of('authority/ca.crt') } });
      await db.connect();
      return work(db).finally(() => db.end());
    }
    const password = (role: string): string => secrets.of(`postgres/${role}.password`);

    for (const [process, statements] of Object.entries(forbidden)) {
      test(`PostgreSQL denies the ${process} every statement beyond its task`, async () => {
        const role = `harbor_${process}`;
        await as(role, password(role), 'harbor', async (db) => {
          for (const statement of statements)
            await assert.rejects(
              db.query(statement),
              { code: notPermitted },
              `${role}: ${statement}`,
            );
        });
      });
    }

    test('PostgreSQL hides rows from a login that names no role to act in, or a role it does not have', async () => {
      const visible = (role: string, acting?: string) =>
        as(role, password(role), 'harbor', async (db) => {
          if (acting) await db.query("select set_config('vault.role', $1, false)", [acting]);
          return (await db.query('select from applications')).rowCount;
        });
      assert.ok(await visible('harbor_worker', 'worker'), 'there are applications to be seen');
      for (const role of ['harbor_portal', 'harbor_worker', 'harbor_owner'])
        assert.equal(await visible(role), 0, role);
      assert.equal(await visible('harbor_portal', 'worker'), 0);
    });

    test('no PostgreSQL login reaches another’s database, and the superuser none over the network', async () => {
      const logins = [
        ['harbor_codec', 'temporal'],
        ['harbor_portal', 'temporal'],
        ['harbor_worker', 'temporal_visibility'],
        ['harbor_owner', 'postgres'],
        ['temporal', 'harbor'],
      ] as const;
      const none = () => Promise.resolve();
      for (const [role, database] of logins)
        await assert.rejects(as(role, password(role), database, none), { code: noSuchEntry }, role);
      await assert.rejects(as('postgres', 'postgres', 'postgres', none), { code: noSuchEntry });
      await assert.rejects(as('harbor_portal', 'wrong', 'harbor', none), { code: '28P01' });
    });
  });
}
