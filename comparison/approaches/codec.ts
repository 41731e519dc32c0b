import type { S3Client } from '@aws-sdk/client-s3';
import { createByValueActivities } from '../by-value/index.ts';
import type { ByValueDependencies } from '../by-value/index.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import {
  createCodecDataConverter,
  createExternalStorageDataConverter,
} from '../codec/data-converter.ts';
import { createByValueRunner } from './by-value.ts';
import type { Surroundings } from './by-value.ts';
import type { Runner } from './runner.ts';

/** The naive workflow behind an encrypting codec. Whoever runs Temporal sees what no codec covers; who has the key, all. */
export function createCodecRunner(
  dependencies: ByValueDependencies,
  around: Surroundings,
  keys: KeyProvider,
): Runner {
  return createByValueRunner({
    ...around,
    approach: 'codec',
    activities: createByValueActivities(dependencies),
    dataConverter: createCodecDataConverter({ keys, namespace: around.temporal.namespace }),
  });
}

/** The same, with the ciphertexts in S3: the SDK's own claim check. Workflow code has the data in its memory still. */
export function createExternalStorageRunner(
  dependencies: ByValueDependencies,
  around: Surroundings,
  storage: { keys: KeyProvider; s3: S3Client; bucket: string },
): Runner {
  return createByValueRunner({
    ...around,
    approach: 'codec-external-storage',
    activities: createByValueActivities(dependencies),
    dataConverter: createExternalStorageDataConverter({
      ...storage,
      namespace: around.temporal.namespace,
    }),
  });
}
