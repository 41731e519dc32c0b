import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { Postgres } from './postgres.ts';

/** The product's logins. */
export const databaseRoles = ['harbor_owner', 'harbor_portal', 'harbor_worker'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];
/** The password of each login, by its name. */
export type RolePasswords = Record<DatabaseRole, string> & Record<string, string>;

/** The containers run the same. */
const leastRightsFile = new URL('../docker/postgres/least-rights.sql', import.meta.url);

/**
 * Lets the roles log in with these passwords. The owner may create roles, as a migration does. None
 * is a superuser, to which row-level security would not apply.
 * @param connectionLimits for each process, so that one which takes all of its own connections
 *   leaves the others theirs; no limit for a role that is not listed
 */
export async function createRoles(
  { asAdmin }: Postgres,
  passwords: RolePasswords,
  connectionLimits: Record<string, number> = {},
): Promise<void> {
  await asAdmin(async (client) => {
    for (const [role, password] of Object.entries(passwords)) {
      await createUnless(
        client,
        'select from pg_roles where rolname = $1',
        role,
        `create role ${role}`,
      );
      const rights = role === 'harbor_owner' ? 'createrole' : 'nocreaterole';
      const limit = connectionLimits[role] ?? -1;
      await client.query(
        `alter role ${role} login ${rights} connection limit ${limit}
         password ${client.escapeLiteral(password)}`,
      );
    }
  });
}

/**
 * Makes the database `name`, which belongs to harbor_owner, unless it is there. Its other logins can
 * do in it what its schema grants them, and nothing else.
 */
export async function createDatabase({ asAdmin }: Postgres, name: string): Promise<void> {
  await asAdmin((client) =>
    createUnless(
      client,
      'select from pg_database where datname = $1',
      name,
      `create database ${client.escapeIdentifier(name)} owner harbor_owner`,
    ),
  );
  const leastRights = await readFile(leastRightsFile, 'utf8');
  await asAdmin((client) => client.query(leastRights), name);
}

async function createUnless(
  client: pg.Client,
  question: string,
  name: string,
  create: string,
): Promise<void> {
  const { rowCount } = await client.query(question, [name]);
  if (!rowCount) await client.query(create);
}
