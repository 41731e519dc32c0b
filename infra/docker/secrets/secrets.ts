/** Every secret and certificate of the containers, and which of them gets it. */
import { randomBytes } from 'node:crypto';
import { issueToSelf, openAuthority } from './authority.ts';
import { storageClients, storageIdentities, storageSecurity } from './storage.ts';
import type { StorageClient, StorageLogin } from './storage.ts';
import { issueTokens } from './tokens.ts';
import { volumeNames } from './volumes.ts';
import type { SecretPath, Volumes } from './volumes.ts';

const servers = [
  'postgres',
  'storage',
  'openbao',
  'temporal',
  'temporal-ui',
  'mail',
  'bureau',
  'portal',
  'identity',
  'codec-server',
  'approaches',
] as const;
/** The clients of Temporal and OpenBao, which authenticate them by their certificates. */
const clients = [
  'portal',
  'worker',
  'temporal-ui',
  'temporal-namespace',
  'codec-server',
  'approaches',
] as const;

/** The role as which each process logs in to Postgres. */
const databaseRoles = {
  migrate: 'harbor_owner',
  portal: 'harbor_portal',
  worker: 'harbor_worker',
  'codec-server': 'harbor_codec',
} as const;

/**
 * Makes what is missing. Idempotent: what is there stays, but certificates near their end are
 * replaced.
 */
export async function makeSecrets(volumes: Volumes): Promise<void> {
  await certificates(volumes);
  await databaseLogins(volumes);
  await storageLogins(volumes);
  await secret(volumes, 'openbao/seal.key');
  await secret(volumes, 'portal/session-secret');
  await identitySecrets(volumes);
  await issueTokens(volumes);
  // Short, because users type it.
  const demoPassword = await secret(volumes, 'migrate/demo-password', 8);
  for (const actor of ['identity', 'approaches'] as const)
    await volumes.write(`${actor}/demo-password`, demoPassword);
  const bureauKey = await secret(volumes, 'bureau/api-key');
  for (const client of ['worker', 'approaches'] as const)
    await volumes.write(`${client}/bureau-api-key`, bureauKey);
  await volumes.write('portal/approaches-api-key', await secret(volumes, 'approaches/api-key'));
}

/** The identity provider's secrets, and its clients'. */
async function identitySecrets(volumes: Volumes): Promise<void> {
  await secret(volumes, 'identity/session-secret');
  await secret(volumes, 'identity/cli-secret');
  await volumes.write('temporal-ui/identity-secret', await secret(volumes, 'identity/ui-secret'));
  await volumes.write('portal/identity-secret', await secret(volumes, 'identity/portal-secret'));
}

async function certificates(volumes: Volumes): Promise<void> {
  const authority = await openAuthority(volumes);
  for (const volume of volumeNames) await volumes.write(`${volume}/ca.crt`, authority.certificate);

  for (const name of servers)
    await authority.issue(`${name}/server`, {
      commonName: name,
      use: 'server',
      // As docker-compose.yml calls it; loopback is for browsers on the host.
      names: [name, `${name}-page`, `${name}.localhost`, 'localhost', '127.0.0.1'],
    });
  for (const name of clients)
    await authority.issue(`${name}/client`, { commonName: name, use: 'client', names: [name] });

  // The services inside Temporal, and inside SeaweedFS, talk only to each other and accept no
  // client of ours.
  await issueToSelf(volumes, 'temporal/internode', 'temporal-internode');
  await issueToSelf(volumes, 'storage/internal', '127.0.0.1');
}

/** The server's copy of a password is the one that counts; its client gets the same. */
async function databaseLogins(volumes: Volumes): Promise<void> {
  for (const [client, role] of Object.entries(databaseRoles) as [
    keyof typeof databaseRoles,
    string,
  ][]) {
    const password = await secret(volumes, `postgres/${role}.password`);
    await volumes.write(
      `${client}/database-url`,
      `postgres://${role}:${password}@postgres:5432/harbor`,
    );
  }
  await volumes.write(
    'temporal/database-password',
    await secret(volumes, 'postgres/temporal.password'),
  );
}

async function storageLogins(volumes: Volumes): Promise<void> {
  const logins = {} as Record<StorageClient, StorageLogin>;
  for (const client of storageClients)
    logins[client] = {
      accessKeyId: await secret(volumes, `${client}/s3-access-key-id`),
      secretAccessKey: await secret(volumes, `${client}/s3-secret-access-key`),
    };
  await volumes.write('storage/identities.json', storageIdentities(logins));
  await volumes.write(
    'storage/security.toml',
    storageSecurity(await secret(volumes, 'storage/encryption.key')),
  );
}

/** 256 random bits, unless fewer are asked for, in hexadecimal. */
function secret(volumes: Volumes, path: SecretPath, bytes = 32): Promise<string> {
  return volumes.once(path, () => randomBytes(bytes).toString('hex'));
}
