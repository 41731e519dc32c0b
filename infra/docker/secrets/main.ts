/**
 * The one-shot service that makes every secret and certificate of the containers, at the first start, and hands
 * each to those that need it. It may run any number of times: what is there stays, and certificates near their
 * end are replaced. Argument: the folder under which the volumes are mounted.
 */
import { randomBytes } from 'node:crypto';
import { issueToSelf, openAuthority } from './authority.ts';
import { storageIdentities, storageSecurity } from './storage.ts';
import { openVolumes } from './volumes.ts';
import type { SecretPath } from './volumes.ts';

const volumes = await openVolumes(process.argv[2] ?? '/secrets');
await certificates();
await databaseLogins();
await storageLogins();
await otherSecrets();

async function certificates(): Promise<void> {
  const authority = await openAuthority(volumes);
  for (const volume of volumes.names) await volumes.write(`${volume}/ca.crt`, authority.certificate);

  for (const host of ['postgres', 'storage', 'openbao', 'temporal', 'bureau'] as const)
    await authority.issue(`${host}/server`, { commonName: host, use: 'server', hosts: [host, 'localhost'] });
  // Browsers reach these by the host's loopback address.
  for (const host of ['portal', 'temporal-ui', 'mail'] as const)
    await authority.issue(`${host}/server`, {
      commonName: host,
      use: 'server',
      hosts: [host, 'localhost', '127.0.0.1'],
    });
  for (const name of ['portal', 'worker', 'temporal', 'temporal-ui', 'temporal-namespace'] as const)
    await authority.issue(`${name}/client`, { commonName: name, use: 'client' });

  // Temporal's services, and SeaweedFS's, speak to themselves only: to them no client of ours is known.
  await issueToSelf(volumes, 'temporal/internode', 'temporal-internode');
  await issueToSelf(volumes, 'storage/internal', '127.0.0.1');
}

/** The server's copy of a password is the one that counts; its client gets the same. */
async function databaseLogins(): Promise<void> {
  for (const client of ['migrate', 'portal', 'worker'] as const) {
    const role = client === 'migrate' ? 'harbor_owner' : `harbor_${client}`;
    const password = await secret(`postgres/${role}.password`);
    await volumes.write(`${client}/database-url`, `postgres://${role}:${password}@postgres:5432/harbor`);
  }
  await volumes.write('temporal/database-password', await secret('postgres/temporal.password'));
}

async function storageLogins(): Promise<void> {
  const login = async (client: 'bucket' | 'portal' | 'worker') => ({
    accessKeyId: await secret(`${client}/s3-access-key-id`),
    secretAccessKey: await secret(`${client}/s3-secret-access-key`),
  });
  const logins = {
    bucket: await login('bucket'),
    portal: await login('portal'),
    worker: await login('worker'),
  };
  await volumes.write('storage/identities.json', storageIdentities(logins));
  await volumes.write('storage/security.toml', storageSecurity(await secret('storage/encryption.key')));
}

async function otherSecrets(): Promise<void> {
  await secret('openbao/seal.key');
  await secret('portal/session-secret');
  await volumes.write('worker/bureau-api-key', await secret('bureau/api-key'));
}

/** 256 random bits, as 64 hexadecimal digits. */
function secret(path: SecretPath): Promise<string> {
  return volumes.once(path, () => randomBytes(32).toString('hex'));
}
