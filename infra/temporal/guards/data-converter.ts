import { createRequire } from 'node:module';
import type { DataConverter } from '@temporalio/common';
import { payloadCodec } from './payload-codec.ts';

const { resolve } = createRequire(import.meta.url);

/**
 * Guards 1 to 3, for clients, workers and replay. The bundle takes the converters from the same
 * paths.
 */
export const guardedDataConverter = {
  payloadConverterPath: resolve('./payload-converter.ts'),
  failureConverterPath: resolve('./failure-converter.ts'),
  payloadCodecs: [payloadCodec],
} satisfies DataConverter;
