/**
 * Everything needed to read encrypted history in the Temporal UI, as separate processes that speak
 * TLS: the identity provider, the Codec Server and the UI's server.
 */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createCertificate } from '#infra/local/certificate.ts';
import { freePorts } from '#infra/local/ports.ts';
import { createProcesses, logPath } from '#infra/local/processes.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createTestFolder, removeTestFolder } from '#infra/local/temporary-folders.ts';
import {
  testBucket,
  testDatabase,
  type TestBucket,
  type TestDatabase,
} from '#test/testing/services.ts';
import { provideTemporalUi } from './temporal-ui.ts';
import {
  startCodecServer,
  startIdentity,
  startUi,
  urlOf,
  type ReadingSetup,
  type UiVariant,
} from './processes.ts';

export const operator = { email: 'olive@example.com', password: 'a long demo password' };

export interface ReadingSystem {
  uiUrl: string;
  codecUrl: string;
  issuer: string;
  keys: KeyProvider;
  bucket: TestBucket;
  /** Starts the UI, always at the same address; one that runs already is stopped. */
  startUi(variant: UiVariant): Promise<void>;
  /** The entries of the audit trail, oldest first. */
  auditTrail(): Promise<{ actor: string; action: string }[]>;
  /** What the processes have printed. */
  logs(): Promise<string>;
  stop(): Promise<void>;
}

export async function startReadingSystem(): Promise<ReadingSystem> {
  await provideTemporalUi();
  const folder = await createTestFolder();
  const { start, stop } = createProcesses(folder);
  const setup = await prepare(folder, start);
  const { ports, bucket, database, keyFile } = setup;
  await startIdentity(setup);
  await startCodecServer(setup);
  let stopUi = async (): Promise<void> => {};

  return {
    uiUrl: urlOf(ports.ui),
    codecUrl: urlOf(ports.codecServer),
    issuer: urlOf(ports.identity),
    keys: await createLocalKeyProvider(keyFile),
    bucket,
    async startUi(variant) {
      await stopUi();
      stopUi = (await startUi(setup, variant)).stop;
    },
    auditTrail: () => readAuditTrail(database),
    async logs() {
      const names = ['identity', 'codec-server', 'temporal-ui'];
      return (await Promise.all(names.map((name) => readFile(logPath(folder, name), 'utf8')))).join(
        '\n',
      );
    },
    async stop() {
      await stop();
      await Promise.all([database.drop(), bucket.drop(), removeTestFolder(folder)]);
    },
  };
}

async function prepare(folder: string, start: ReadingSetup['start']): Promise<ReadingSetup> {
  const secret = (): string => randomBytes(24).toString('hex');
  const [ui = 0, codecServer = 0, identity = 0] = await freePorts(3);
  const keyFile = join(folder, 'key');
  await createKeyFile(keyFile);
  return {
    start,
    keyFile,
    ports: { ui, codecServer, identity },
    certificate: await writeCertificate(folder),
    database: await testDatabase(),
    bucket: await testBucket(),
    secrets: { ui: secret(), cli: secret(), session: secret() },
    operatorPassword: operator.password,
  };
}

async function writeCertificate(folder: string): Promise<ReadingSetup['certificate']> {
  const { cert, key } = await createCertificate();
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'certificate-key.pem') };
  await writeFile(files.cert, cert);
  await writeFile(files.key, key, { mode: 0o600 });
  return files;
}

async function readAuditTrail(database: TestDatabase): ReturnType<ReadingSystem['auditTrail']> {
  const owner = createPool({
    url: database.ownerUrl,
    ca: database.ca,
  });
  const { rows } = await owner.query<{ actor: string; action: string }>(
    'select actor, action from audit_entries order by seq',
  );
  await owner.end();
  return rows;
}
