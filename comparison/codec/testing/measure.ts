/** Puts a word into every spot, through a data converter, and records where each word ends up. */
import type { S3Client } from '@aws-sdk/client-s3';
import { Client, Connection, defaultPayloadConverter } from '@temporalio/client';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import type { DataConverter, Payload } from '@temporalio/common';
import { testTemporal } from '#test/testing/services.ts';
import type { NamespaceDecoder } from '../codec.ts';
import { bytesOf, rawAnswers } from './raw-answers.ts';
import { logSpot, newWords, spots } from './spots.ts';
import type { Spot, Words } from './spots.ts';
import { storedObjects } from './stored-objects.ts';
import { createTalkingActivities } from './talking-activities.ts';
import { talkEverywhere } from './talk.ts';
import { startWorker } from './worker.ts';

export type Finding =
  'in the clear' | 'encrypted' | 'in the clear, in S3' | 'encrypted, in S3' | 'refused' | 'nowhere';

export interface Approach {
  dataConverter: DataConverter;
  decode: NamespaceDecoder;
  /** What the worker logged. */
  log: () => string;
  /** Where payloads are offloaded to. */
  s3?: { client: S3Client; bucket: string };
}

/**
 * Where each word was found. In the clear outweighs encrypted; the log is searched for its own
 * word only.
 */
export async function measure(approach: Approach): Promise<Record<Spot, Finding>> {
  const words = newWords();
  const { address, namespace } = testTemporal();
  const stop = await startWorker(address, {
    dataConverter: approach.dataConverter,
    taskQueue: words['task queue'],
    workflows: 'talking-workflows.ts',
    activities: createTalkingActivities(words),
  });
  const connection = await Connection.connect({ address });
  const client = talkingClient(connection, namespace, approach.dataConverter, words);
  try {
    const refused = await talkEverywhere(client, words);
    const raw = await rawAnswers(client, words);
    const objects = approach.s3 ? await storedObjects(approach.s3.client, approach.s3.bucket) : [];
    const inS3 = objects.map(({ payload }) => payload);
    const places: [Finding, Buffer][] = [
      ['in the clear', raw.bytes],
      ['in the clear, in S3', Buffer.concat(inS3.map(bytesOf))],
      ['encrypted, in S3', await opened(approach.decode, namespace, inS3)],
      ['encrypted', await opened(approach.decode, namespace, raw.encrypted)],
    ];
    const findingOf = (spot: Spot): Finding => {
      if (refused.has(spot)) return 'refused';
      if (spot === logSpot)
        return approach.log().includes(words[spot]) ? 'in the clear' : 'nowhere';
      return places.find(([, bytes]) => bytes.includes(words[spot]))?.[0] ?? 'nowhere';
    };
    return Object.fromEntries(spots.map((spot) => [spot, findingOf(spot)])) as Record<
      Spot,
      Finding
    >;
  } finally {
    await stop();
    await connection.close();
  }
}

function talkingClient(
  connection: Connection,
  namespace: string,
  dataConverter: DataConverter,
  words: Words,
): Client {
  const addHeader: WorkflowClientInterceptor = {
    startWithDetails: (call, next) =>
      next({ ...call, headers: { word: defaultPayloadConverter.toPayload(words.header) } }),
  };
  const interceptors = { workflow: [addHeader] };
  return new Client({
    connection,
    namespace,
    identity: words.identity,
    dataConverter,
    interceptors,
  });
}

async function opened(
  decode: NamespaceDecoder,
  namespace: string,
  payloads: Payload[],
): Promise<Buffer> {
  return Buffer.concat((await decode(namespace, payloads)).map(bytesOf));
}
