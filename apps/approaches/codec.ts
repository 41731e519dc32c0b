import type { S3Client } from '@aws-sdk/client-s3';
import { createByValueActivities } from '#activities/by-value/index.ts';
import type { ByValueDependencies } from '#activities/by-value/index.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import {
  codecBundleOptions,
  createCodecDataConverter,
  createExternalStorageDataConverter,
} from '#infra/temporal/codec/data-converter.ts';
import type { TemporalAddress } from '#infra/temporal/connection.ts';
import { createByValueRunner } from './by-value.ts';
import type { Runner } from './runner.ts';

/** Without this interceptor a payload that the codec refuses would hold up its workflow for ever. */
const workflowModules = codecBundleOptions.workflowInterceptorModules;

/** The naive workflow behind an encrypting codec. Whoever runs Temporal sees what no codec covers; who has the key, all. */
export function createCodecRunner(
  dependencies: ByValueDependencies,
  temporal: TemporalAddress,
  keys: KeyProvider,
): Runner {
  return createByValueRunner({
    approach: 'codec',
    temporal,
    activities: createByValueActivities(dependencies),
    dataConverter: createCodecDataConverter({ keys, namespace: temporal.namespace }),
    workflowModules,
  });
}

/** The same, with the ciphertexts in S3: the SDK's own claim check. Workflow code has the data in its memory still. */
export function createExternalStorageRunner(
  dependencies: ByValueDependencies,
  temporal: TemporalAddress,
  storage: { keys: KeyProvider; s3: S3Client; bucket: string },
): Runner {
  return createByValueRunner({
    approach: 'codec-external-storage',
    temporal,
    activities: createByValueActivities(dependencies),
    dataConverter: createExternalStorageDataConverter({ ...storage, namespace: temporal.namespace }),
    workflowModules,
  });
}
