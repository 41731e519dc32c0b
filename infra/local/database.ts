import type pg from 'pg';
import type { Postgres } from './postgres.ts';

/** The product's logins. */
export const databaseRoles = ['harbor_owner', 'harbor_portal', 'harbor_worker'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];
/** The password of each login, by its name. */
export type RolePasswords = Record<DatabaseRole, string> & Record<string, string>;

/**
 * Lets the roles log in with these passwords. The owner may create roles, as a migration does. None
 * is a superuser, to which row-level security would not apply.
 */
export async function createRoles({ asAdmin }: Postgres, passwords: RolePasswords): Promise<void> {
  await asAdmin(async (client) => {
    for (const [role, password] of Object.entries(passwords)) {
      await createUnless(
        client,
        'select from pg_roles where rolname = $1',
        role,
        `create role ${role}`,
      );
      const rights = role === 'harbor_owner' ? 'createrole' : 'nocreaterole';
      await client.query(
        `alter role ${role} login ${rights} password ${client.escapeLiteral(password)}`,
      );
    }
  });
}

/** Makes the database `name`, which belongs to harbor_owner, unless it is there. */
export async function createDatabase({ asAdmin }: Postgres, name: string): Promise<void> {
  await asAdmin((client) =>
    createUnless(
      client,
      'select from pg_database where datname = $1',
      name,
      `create database ${client.escapeIdentifier(name)} owner harbor_owner`,
    ),
  );
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
