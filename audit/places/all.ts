import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonEndpoints } from '#comparison/launch.ts';
import type { Endpoints, ProcessName } from '#infra/local/endpoints.ts';
import type { Place } from '../search/search.ts';
import { placesByField } from './by-field.ts';
import { onDisk } from './files.ts';
import { ownLog } from './logs.ts';
import { mailPlaces } from './mail.ts';
import { newFiles } from './new-files.ts';
import { postgresPlaces } from './postgres.ts';
import { bucketPlace, s3Places, s3UploadsPlace } from './s3.ts';
import { temporalPlaces } from './temporal.ts';
import { trafficPlaces } from './traffic.ts';
import { vaultPlace } from './vault.ts';

const serviceLogs: ProcessName[] = ['postgres', 'seaweedfs', 'temporal', 'maildev'];

/** The content of a file in the folder for temporary files, as the landmark of that place. */
export const temporaryLandmark = 'a-file-that-the-audit-left-here';

/**
 * The places of `allPlaces`, the traffic, and the vault decrypted with its keys. The system must
 * have been started with a tap, have an upload in flight, and a temporary file with
 * `temporaryLandmark`.
 */
export function auditedPlaces(
  endpoints: ComparisonEndpoints,
  stateFolder: string,
  application: string,
): Place[] {
  const { approaches, s3, tap, temporaryFolder, trail } = endpoints;
  return [
    ...allPlaces(endpoints, stateFolder, application),
    s3UploadsPlace(s3, 'uploads/doc_'),
    bucketPlace('External Storage', s3, approaches.payloadsBucket, 'binary/encrypted'),
    bucketPlace('the anchors of the audit trail', s3, trail.bucket, 'harbor_worker'),
    onDisk('temporary files', [temporaryFolder], temporaryLandmark),
    systemsTemporaryFiles(new Date(Date.now() - 1_000 * process.uptime())),
    ...(tap ? [...trafficPlaces(tap.folder), ...placesByField(tap.folder)] : []),
    vaultPlace(endpoints),
  ];
}

/**
 * Every place outside the processes' memory where data could be kept.
 * @param stateFolder of the launcher
 * @param application a processed application, whose reference must be found in nearly every place
 */
export function allPlaces(endpoints: Endpoints, stateFolder: string, application: string): Place[] {
  const { temporal, postgres, s3, mail, logs } = endpoints;
  return [
    ...temporalPlaces(temporal, application),
    ...ownLogs(logs).map((name) => ownLog(name, logs[name])),
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

/** The logs of our own processes, which all report in the same way that they are ready. */
function ownLogs(logs: Endpoints['logs']): ProcessName[] {
  return (Object.keys(logs) as ProcessName[]).filter((name) => !serviceLogs.includes(name));
}

/** What a process leaves in the system's folder for temporary files, past its own `TMPDIR`. */
export function systemsTemporaryFiles(since: Date): Place {
  return newFiles('the system’s temporary files', tmpdir(), since);
}
