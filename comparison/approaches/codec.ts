import type { S3Client } from '@aws-sdk/client-s3';
import { createByValueActivities } from '../by-value/index.ts';
import type { ByValueDependencies } from '../by-value/tools.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import {
  createCodecDataConverter,
  createExternalStorageDataConverter,
} from '../codec/data-converter.ts';
import { createByValueRunner } from './by-value.ts';
import type { TemporalSetup } from './by-value.ts';
import type { Runner } from './runner.ts';

/**
 * The naive workflow behind an encrypting codec. Temporal's operator sees what no codec covers; a
 * holder of the key, all.
 */
export function createCodecRunner(
  dependencies: ByValueDependencies,
  setup: TemporalSetup,
  keys: KeyProvider,
): Runner {
  return createByValueRunner({
    ...setup,
    approach: 'codec',
    activities: createByValueActivities(dependencies),
    dataConverter: createCodecDataConverter({ keys, namespace: setup.temporal.namespace }),
  });
}

/**
 * The same, with the ciphertexts in S3: the SDK's own claim check. Workflow code still has the data
 * in memory.
 */
export function createExternalStorageRunner(
  dependencies: ByValueDependencies,
  setup: TemporalSetup,
  storage: { keys: KeyProvider; s3: S3Client; bucket: string },
): Runner {
  return createByValueRunner({
    ...setup,
    approach: 'codec-external-storage',
    activities: createByValueActivities(dependencies),
    dataConverter: createExternalStorageDataConverter({
      ...storage,
      namespace: setup.temporal.namespace,
    }),
  });
}
