/**
 * Two sides of a server: a client and a worker with the codec, and a client and a worker that know
 * nothing of it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter, RawValue } from '@temporalio/common';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { testTemporal } from '#test/testing/services.ts';
import { createEncryptingCodec } from '../codec.ts';
import { createCodecDataConverter } from '../data-converter.ts';
import { reading } from './reading-activities.ts';
import { startWorker } from './worker.ts';

/** Stands for personal data. */
export const canary = 'Canary Mustermann 912-34-5678';

export interface Bench {
  namespace: string;
  keys: KeyProvider;
  newKeys(): Promise<KeyProvider>;
  client(dataConverter?: DataConverter): Client;
  /** Starts a worker. Returns its task queue and a function that stops it. */
  worker(dataConverter?: DataConverter, maxCachedWorkflows?: number): Promise<RunningWorker>;
  codec(keys?: KeyProvider): DataConverter;
  /**
   * A value as the codec writes it for a workflow; a client without a codec can send it as it is.
   */
  sealed(value: string, workflowId: string): Promise<RawValue>;
  /** Also stops the workers that a failed test has left. */
  close(): Promise<void>;
}

export interface RunningWorker {
  taskQueue: string;
  stop(): Promise<void>;
}

/** One for each test file: it also silences the SDK. */
export async function startBench(): Promise<Bench> {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => {}) });
  const { address, namespace } = testTemporal();
  const folder = await mkdtemp(join(tmpdir(), 'harbor-codec-'));
  const connection = await Connection.connect({ address });
  const newKeys = async (): Promise<KeyProvider> => {
    const path = join(folder, randomUUID());
    await createKeyFile(path);
    return createLocalKeyProvider(path);
  };
  const keys = await newKeys();
  const workers = new Set<() => Promise<void>>();
  return {
    namespace,
    keys,
    newKeys,
    client: (dataConverter = {}) => new Client({ connection, namespace, dataConverter }),
    codec: (others = keys) => createCodecDataConverter({ keys: others, namespace }),
    async sealed(value, workflowId) {
      const payloads = [defaultPayloadConverter.toPayload(value)];
      const codec = createEncryptingCodec({ keys, namespace });
      const [payload] = await codec.encode(payloads, { type: 'workflow', namespace, workflowId });
      return RawValue.fromPayload(payload!);
    },
    async worker(dataConverter = {}, maxCachedWorkflows = 10) {
      const taskQueue = randomUUID();
      const options = { dataConverter, taskQueue, maxCachedWorkflows, activities: reading };
      const stop = await startWorker(address, { ...options, workflows: 'reading-workflows.ts' });
      workers.add(stop);
      return { taskQueue, stop: () => (workers.delete(stop), stop()) };
    },
    async close() {
      await Promise.allSettled([...workers].map((stop) => stop()));
      await connection.close();
      await rm(folder, { recursive: true });
    },
  };
}
