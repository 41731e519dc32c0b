/**
 * Payloads that the SDK's External Storage keeps in S3 (`@temporalio/external-storage-s3`): history
 * has a reference to each. The caller hands us the reference, so it can name anything: it must not
 * give the caller access to everything that we may read.
 */
import { createHash } from 'node:crypto';
import { GetObjectCommand, NoSuchKey } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { z } from 'zod';
import { isEncrypted } from '../codec/payload-envelope.ts';
import { CodecServerError } from './errors.ts';
import { encodingOf } from './payloads.ts';

/** The payloads, with each reference replaced by the payload that it names. */
export type Retrieve = (namespace: string, payloads: readonly Payload[]) => Promise<Payload[]>;

/**
 * The driver's claim. Strict: a new field would mean something that this code does not consider.
 */
const referenceJson = z.strictObject({
  driverName: z.literal('aws.s3driver'),
  claimData: z.strictObject({
    bucket: z.string(),
    key: z.string(),
    hashAlgorithm: z.literal('sha256'),
    hashValue: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});
type Claim = z.infer<typeof referenceJson>['claimData'];

const messageType = 'temporal.api.sdk.v1.ExternalStorageReference';

/** True for what the SDK leaves in history instead of a payload. */
export function isReference(payload: Payload): boolean {
  const named = Buffer.from(payload.metadata?.messageType ?? []).toString();
  return encodingOf(payload) === 'json/protobuf' && named === messageType;
}

/**
 * Follows references into one bucket, and there to objects of the namespace that the codec has
 * encrypted.
 * @param maxBytes of all objects of one call: they are in memory at once
 * @throws CodecServerError `REFERENCE_REFUSED`, `REQUEST_TOO_LARGE`, `STORAGE_UNAVAILABLE`
 */
export function createRetrieve(options: {
  s3: S3Client;
  bucket: string;
  maxBytes: number;
}): Retrieve {
  const { s3, bucket, maxBytes } = options;

  async function read({ key, hashValue }: Claim, most: number): Promise<Uint8Array> {
    const object = await s3
      .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      .catch((error: unknown) => {
        throw new CodecServerError(
          error instanceof NoSuchKey ? 'REFERENCE_REFUSED' : 'STORAGE_UNAVAILABLE',
          error,
        );
      });
    if ((object.ContentLength ?? Infinity) > most) {
      object.Body?.transformToWebStream()
        .cancel()
        .catch(() => {});
      throw new CodecServerError('REQUEST_TOO_LARGE');
    }
    const bytes = await object.Body!.transformToByteArray().catch((error: unknown) => {
      throw new CodecServerError('STORAGE_UNAVAILABLE', error);
    });
    if (createHash('sha256').update(bytes).digest('hex') !== hashValue) {
      throw new CodecServerError('REFERENCE_REFUSED');
    }
    return bytes;
  }

  return async (namespace, payloads) => {
    const found: Payload[] = [];
    let left = maxBytes;
    for (const payload of payloads) {
      if (!isReference(payload)) {
        found.push(payload);
        continue;
      }
      const bytes = await read(claimOf(payload, bucket, namespace), left);
      left -= bytes.length;
      found.push(storedPayload(bytes));
    }
    return found;
  };
}

/** A reference's claim, if it stays within our bucket and the namespace's part of it. */
function claimOf(reference: Payload, bucket: string, namespace: string): Claim {
  try {
    const json: unknown = JSON.parse(Buffer.from(reference.data ?? []).toString());
    const { claimData: claim } = referenceJson.parse(json);
    if (claim.bucket === bucket && isKeyOf(namespace, claim)) return claim;
  } catch {
    // A parser's error quotes its input.
  }
  throw new CodecServerError('REFERENCE_REFUSED');
}

/**
 * `v0/ns/<namespace>/wt/<type>/wi/<workflow ID>/ri/<run ID>/d/sha256/<hash>`, or `at` and `ai` for
 * an activity.
 */
function isKeyOf(namespace: string, { key, hashValue }: Claim): boolean {
  const [prefix, suffix] = [`v0/ns/${segment(namespace)}/`, `/d/sha256/${hashValue}`];
  if (!key.startsWith(prefix) || !key.endsWith(suffix)) return false;
  const between = key.slice(prefix.length, -suffix.length);
  // To S3 dots are letters; some stores (SeaweedFS) make paths of keys, and would follow them out
  // of the namespace.
  return layout.test(between) && between.split('/').every((part) => part !== '.' && part !== '..');
}

const layout = /^(wt\/[^/]+\/wi|at\/[^/]+\/ai)\/[^/]+\/ri\/[^/]+$/;

/** As the driver writes a name into a key. */
const segment = (name: string): string => encodeURIComponent(name).replaceAll('~', '%7E');

/**
 * An object that is not encrypted would be read with our access to the bucket and leave no trace in
 * the audit trail, which records what was decrypted.
 */
function storedPayload(bytes: Uint8Array): Payload {
  try {
    const payload = proto.temporal.api.common.v1.Payload.decode(bytes);
    if (isEncrypted(payload)) return payload;
  } catch {
    // Not a payload at all.
  }
  throw new CodecServerError('REFERENCE_REFUSED');
}
