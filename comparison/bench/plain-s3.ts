import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Endpoints } from '#infra/local/endpoints.ts';
import { endpointS3 } from '#infra/local/endpoint-s3.ts';
import type { GeneratedFile } from '#lending/samples/large-pdf.ts';
import { timed } from './timed.ts';

/**
 * The baseline: the same bytes to and from the same S3, in the clear and without a portal. Seconds
 * each.
 */
export async function measurePlainS3(config: Endpoints['s3'], file: GeneratedFile) {
  const s3 = endpointS3(config);
  const place = { Bucket: config.bucket, Key: 'bench/plain' };
  const partSize = 8 * 1024 * 1024;
  try {
    const params = { ...place, Body: Readable.from(file.content()) };
    const up = await timed(() => new Upload({ client: s3, params, partSize, queueSize: 1 }).done());
    const down = await timed(async () =>
      drain((await s3.send(new GetObjectCommand(place))).Body as Readable),
    );
    return { up: up.seconds, down: down.seconds };
  } finally {
    await s3.send(new DeleteObjectCommand(place)).finally(() => s3.destroy());
  }
}

/** Reads to the end and keeps nothing. Returns the number of bytes. */
export async function drain(stream: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of stream) bytes += piece.length;
  return bytes;
}
