/** Ciphertexts to decode, made by the codec as a worker has it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload, SerializationContext } from '@temporalio/common';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createEncryptingCodec } from '../../codec/codec.ts';

export const secret = 'Canary Mustermann 912-34-5678';

export interface TestCodec {
  keys: KeyProvider;
  keyFile: string;
  /** What history would hold of `value`. */
  seal(value?: unknown, namespace?: string): Promise<Payload>;
  remove(): Promise<void>;
}

/** With a key-encryption key of its own. */
export async function createTestCodec(): Promise<TestCodec> {
  const folder = await mkdtemp(join(tmpdir(), 'harbor-codec-server-'));
  const keyFile = join(folder, 'key');
  await createKeyFile(keyFile);
  const keys = await createLocalKeyProvider(keyFile);
  return {
    keys,
    keyFile,
    async seal(value = secret, namespace = 'default') {
      const context: SerializationContext = { type: 'workflow', namespace, workflowId: 'loan' };
      const codec = createEncryptingCodec({ keys, namespace });
      const [sealed] = await codec.encode([defaultPayloadConverter.toPayload(value)], context);
      return sealed!;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
