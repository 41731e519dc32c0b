/**
 * A process of its own that uploads endlessly, for a test that kills it. Its parent sends the
 * target.
 */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import { createPool } from '#infra/postgres/pool.ts';
import { createS3 } from '#infra/s3/client.ts';
import { createVault } from '../vault.ts';
import { storedTypes } from './stored-types.ts';

const [{ database, storage, bucket, keyFile, subject, member }] = await once(process, 'message');
const vault = createVault({
  types: storedTypes,
  pool: createPool(database),
  s3: createS3(storage),
  bucket,
  keys: await createLocalKeyProvider(keyFile),
  tenant: 'test',
});
const content = new PassThrough();
void vault.as(member).putDocument({
  subject,
  type: 'scan',
  fileName: 'passport.png',
  mediaType: 'image/png',
  content,
  maxBytes: 2 ** 28,
});
// Three parts: the first has been taken by S3 when the third is wanted.
for (let part = 0; part < 3; part += 1) {
  if (!content.write(Buffer.alloc(6 * 2 ** 20))) await once(content, 'drain');
}
process.send?.('under way');
