/** Everywhere that the containers keep data, read from outside. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../search/search.ts';
import { mailPlaces } from '#audit/places/mail.ts';
import { postgresPlaces } from '#audit/places/postgres.ts';
import { s3Places } from '#audit/places/s3.ts';
import { answerPlaces, type Asked } from '#audit/places/temporal.ts';
import type { Stack } from './stack.ts';
import type { ComposeSystem } from './system.ts';
import { connectAs } from './temporal.ts';

/** Places of the launcher that are local files. The containers keep theirs in volumes. */
const launchersFiles = ['PostgreSQL files', 'S3 files', 'mail as received'];

/** What each volume is known to hold in the clear, which shows that the search can see. */
const volumes = {
  'postgres-data': (application: string) => application,
  'storage-data': () => 'harbor-documents',
  'openbao-data': () => 'core/seal-config',
};

/**
 * Reads the files of a volume one after the other. Files that a server removes meanwhile are
 * skipped.
 */
const readAll = `
  import { createReadStream, globSync } from 'node:fs';
  const isGone = ({ code }) => code === 'ENOENT' || code === 'EISDIR';
  for (const path of globSync('/volumes/**/*')) {
    try {
      for await (const piece of createReadStream(path))
        if (!process.stdout.write(piece)) await new Promise((resolve) => process.stdout.once('drain', resolve));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }`;

/** @param application a processed application, whose reference must be found nearly everywhere */
export async function composePlaces(
  stack: Stack,
  { endpoints }: ComposeSystem,
  application: string,
): Promise<Place[]> {
  const secrets = await stack.secrets();
  const ca = join(await mkdtemp(join(tmpdir(), 'harbor-authority-')), 'ca.crt');
  await writeFile(ca, secrets.of('authority/ca.crt'));
  const ownerUrl = secrets
    .of('migrate/database-url')
    .replace('postgres:5432', await stack.gateway(5432));
  const temporal: Asked = {
    namespace: 'default',
    connect: (interceptor) =>
      connectAs(stack, 'temporal-namespace', { interceptors: [interceptor] }),
  };
  const answers = [
    ...answerPlaces(temporal, application),
    ...mailPlaces(endpoints.mail, ''),
    ...postgresPlaces({ ownerUrl, ca, folder: '' }, application),
    ...s3Places(endpoints.s3, '', application),
  ].filter(({ name }) => !launchersFiles.includes(name));
  return [...answers, ...volumePlaces(stack, application), ...logPlaces(stack)];
}

export function volumePlaces(stack: Stack, application: string): Place[] {
  return Object.entries(volumes).map(([volume, landmark]) => ({
    name: `the volume ${volume}`,
    landmark: landmark(application),
    read: () => stack.stream(...stack.inVolumes([volume], readAll)),
  }));
}

/** The log of each service. The landmark is what it prints when it is ready. */
function logPlaces(stack: Stack): Place[] {
  const landmarks = {
    portal: '"event":"ready"',
    worker: '"event":"ready"',
    bureau: '"event":"ready"',
    identity: '"event":"ready"',
    'codec-server': '"event":"ready"',
    approaches: '"event":"ready"',
    postgres: 'ready to accept connections',
    storage: 'Start Seaweed S3',
    openbao: 'OpenBao server started',
    temporal: 'HTTP API port',
    'temporal-ui': 'server started',
    mail: 'MailDev',
  };
  return Object.entries(landmarks).map(([service, landmark]) => ({
    name: `the log of ${service}`,
    landmark,
    read: () => stack.stream('compose', 'logs', '--no-color', service),
  }));
}
