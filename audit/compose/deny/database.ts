import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import pg from 'pg';
import { forbidden } from '#lending/testing/forbidden.ts';
import type { Stack, StackSecrets } from '../stack.ts';

const notPermitted = '42501';
const noSuchEntry = '28000';
const tooManyConnections = '53300';

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
    test('a PostgreSQL login that takes all its connections leaves the others theirs', async () => {
      const role = 'harbor_codec';
      const hold = async (held: number): Promise<void> => {
        assert.ok(held < 20, 'there is a limit');
        await as(role, password(role), 'harbor', () => hold(held + 1));
      };
      await assert.rejects(hold(0), { code: tooManyConnections });
      const others = ['harbor_portal', 'harbor_worker'];
      for (const other of others) await as(other, password(other), 'harbor', async () => {});
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
