/** For tests: OpenBao on this machine, with the configuration and secrets of the containers. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeSecrets } from '#infra/docker/secrets/secrets.ts';
import { openVolumes } from '#infra/docker/secrets/volumes.ts';
import { freePorts } from '#infra/local/ports.ts';
import { createProcesses } from '#infra/local/processes.ts';
import type { RunningProcess } from '#infra/local/process.ts';
import { findProgram } from '#infra/local/programs.ts';
import { createTestFolder, removeTestFolder } from '#infra/local/temporary-folders.ts';
import type { TransitOptions } from '#infra/kms/openbao-transit.ts';

const repository = join(import.meta.dirname, '../..');
const configuration = join(repository, 'infra/docker/openbao');

export interface TestOpenbao {
  /**
   * How a process with this certificate reaches it, in `role` or by default in the certificate's
   * own role.
   */
  as(certificate: 'portal' | 'worker' | 'temporal-ui', role?: string): TransitOptions;
  start(): Promise<RunningProcess>;
  /** Everything that it printed, including the audit trail. */
  log(): Promise<string>;
  remove(): Promise<void>;
}

/** Prepares an OpenBao whose storage, secrets and configuration are in its own folder. */
export async function createTestOpenbao(): Promise<TestOpenbao> {
  const folder = await createTestFolder();
  const secrets = join(folder, 'secrets');
  await makeSecrets(await openVolumes(secrets, process.getgid?.()));
  const [port = 0, clusterPort = 0] = await freePorts(2);
  await writeConfiguration(folder, { port, clusterPort });
  const { path: program } = await findProgram('bao', {
    cache: join(repository, '.harbor/programs'),
  });
  // It looks for its user's token, and so needs a home folder.
  const env = { BAO_ADDR: `unix://${folder}/openbao.sock`, HOME: folder };
  const isUnsealed = () =>
    promisify(execFile)(program, ['status'], { env }).then(
      () => true,
      () => false,
    );
  const { start, stop } = createProcesses(folder);

  return {
    as: (certificate, role = certificate) => ({
      url: `https://localhost:${port}`,
      ca: join(secrets, certificate, 'ca.crt'),
      clientCertificate: join(secrets, certificate, 'client.crt'),
      clientKey: join(secrets, certificate, 'client.key'),
      role,
      key: 'harbor',
    }),
    start: () =>
      start({
        name: 'openbao',
        command: program,
        args: ['server', `-config=${folder}/config`],
        ready: isUnsealed,
      }),
    log: () => readFile(join(folder, 'logs/openbao.log'), 'utf8'),
    async remove() {
      await stop();
      await removeTestFolder(folder);
    },
  };
}

/** The containers' configuration files, with paths and addresses of this machine. */
async function writeConfiguration(
  folder: string,
  { port, clusterPort }: { port: number; clusterPort: number },
): Promise<void> {
  await mkdir(join(folder, 'config'));
  await mkdir(join(folder, 'data'));
  for (const file of ['openbao.hcl', 'initialize.hcl']) {
    const text = (await readFile(join(configuration, file), 'utf8'))
      .replaceAll('/run/secrets', join(folder, 'secrets/openbao'))
      .replaceAll('/openbao/file', folder)
      .replaceAll('/tmp/openbao.sock', join(folder, 'openbao.sock'))
      .replaceAll('0.0.0.0:8200', `127.0.0.1:${port}`)
      .replaceAll('127.0.0.1:8201', `127.0.0.1:${clusterPort}`);
    await writeFile(join(folder, 'config', file), text);
  }
}
