/**
 * The README's table of what the codec covers is measured on a real server, so that it cannot say
 * anything else.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createKeyFile, createLocalKeyProvider } from '#infra/kms/local-key-file.ts';
import type { KeyProvider } from '#infra/kms/key-provider.ts';
import { createS3 } from '#infra/s3/client.ts';
import { testBucket, testTemporal } from '#test/testing/services.ts';
import type { TestBucket } from '#test/testing/services.ts';
import { createNamespaceDecoder } from './codec.ts';
import { createCodecDataConverter, createExternalStorageDataConverter } from './data-converter.ts';
import { measure } from './testing/measure.ts';
import type { Approach } from './testing/measure.ts';
import { spots } from './testing/spots.ts';

const { namespace, address } = testTemporal();
const logged: string[] = [];

describe('what a codec covers', { timeout: 120_000 }, () => {
  let folder: string;
  let keys: KeyProvider;
  let bucket: TestBucket;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'harbor-codec-'));
    await createKeyFile(join(folder, 'key'));
    keys = await createLocalKeyProvider(join(folder, 'key'));
    bucket = await testBucket();
    const write = ({ message, meta }: { message: string; meta?: { error?: unknown } }) =>
      void logged.push(`${message} ${String(meta?.error)}`);
    Runtime.install({ logger: new DefaultLogger('WARN', write) });
    await addSearchAttribute();
  });
  after(() => Promise.all([bucket.drop(), rm(folder, { recursive: true })]));

  it('without a codec, every spot is in the clear', async () => {
    const found = await measure(approach({}));
    assert.deepEqual(
      spots.filter((spot) => found[spot] !== 'in the clear'),
      [],
    );
  });

  it('with the codec, and with External Storage, the spots in the clear are those of the table', async () => {
    const codec = await measure(approach(createCodecDataConverter({ keys, namespace })));
    const s3 = { client: createS3(bucket.options), bucket: bucket.name };
    const options = { keys, namespace, s3: s3.client, bucket: s3.bucket };
    const external = await measure({
      ...approach(createExternalStorageDataConverter(options)),
      s3,
    });
    s3.client.destroy();
    const measured = spots.map((spot) => [spot, codec[spot], external[spot]]);
    assert.deepEqual(await tableOfReadme(), measured);
  });

  function approach(dataConverter: Approach['dataConverter']): Approach {
    return { dataConverter, decode: createNamespaceDecoder(keys), log: () => logged.join('\n') };
  }
});

async function tableOfReadme(): Promise<string[][]> {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const [, table = ''] = readme.split(/<!-- coverage:(?:start|end) -->/);
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

async function addSearchAttribute(): Promise<void> {
  const connection = await Connection.connect({ address });
  const searchAttributes = { CodecTestKeyword: 2 };
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  await connection.close();
}
