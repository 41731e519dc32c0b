import { join } from 'node:path';
import type { Endpoints, ProcessName } from '#infra/local/endpoints.ts';
import type { Place } from '#infra/leak-search/search.ts';
import { onDisk } from './files.ts';
import { mailPlaces } from './mail.ts';
import { postgresPlaces } from './postgres.ts';
import { s3Places } from './s3.ts';
import { temporalPlaces } from './temporal.ts';

const ownLogs: ProcessName[] = ['portal', 'worker', 'credit-bureau', 'identity'];
const serviceLogs: ProcessName[] = ['postgres', 'seaweedfs', 'temporal', 'maildev'];

/**
 * Everywhere outside the processes' memory that something could be kept.
 * @param stateFolder of the launcher
 * @param application the reference of an application that was processed: it must be found nearly everywhere
 */
export function allPlaces(endpoints: Endpoints, stateFolder: string, application: string): Place[] {
  const { temporal, postgres, s3, mail, logs } = endpoints;
  return [
    ...temporalPlaces(temporal, application),
    ...ownLogs.map((name) => onDisk(`the log of the ${name}`, [logs[name]], '"event":"ready"')),
    onDisk(
      'the logs of the services',
      serviceLogs.map((name) => logs[name]),
      'ready to accept connections',
    ),
    ...mailPlaces(mail, join(stateFolder, 'mail')),
    ...postgresPlaces(postgres, application),
    ...s3Places(s3, join(stateFolder, 's3'), application),
  ];
}
