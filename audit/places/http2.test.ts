import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type ClientHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startRelay } from '#infra/local/tap.ts';
import { submitted } from '../search/submitted.ts';
import { search } from '../search/search.ts';
import { canaryWord } from '#lending/samples/canary.ts';
import { createRandom } from '#lending/samples/random.ts';
import { onDisk } from './files.ts';
import { trafficPlace } from './traffic.ts';

const random = createRandom();
const words = { header: canaryWord(random), again: canaryWord(random), body: canaryWord(random) };
const large = canaryWord(random);

describe('a tap in front of an HTTP/2 server', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'harbor-tap-'));
    const server = createServer((request, response) => {
      response.setHeader('x-answer', 'an-answer-of-the-server');
      request.pipe(response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = await startRelay(join(folder, 'temporal'), (server.address() as AddressInfo).port);
    const session = connect(`http://127.0.0.1:${port}`);
    await request(session, { 'x-customer': words.header }, Buffer.from(`{"name":"${words.body}"}`));
    // By the second request the header table holds this name, and the value of the first header.
    await request(
      session,
      { 'x-customer': words.again, 'x-same': words.header },
      gzipSync(words.body),
    );
    await request(session, {}, Buffer.concat([Buffer.alloc(70_000, '.'), Buffer.from(large)]));
    session.close();
    await once(session, 'close');
    server.close();
    await until(async () =>
      (await readFile(await recordOf('to-server'))).includes('PRI * HTTP/2.0'),
    );
  });
  after(() => rm(folder, { recursive: true }));

  const recordOf = async (direction: string): Promise<string> => {
    const files = await readdir(join(folder, 'temporal'));
    return join(folder, 'temporal', files.find((file) => file.endsWith(direction)) ?? '');
  };

  const values = Object.entries({ ...words, large }).map(([field, word]) => submitted(field, word));
  const fieldsIn = async (place: Parameters<typeof search>[0][number]): Promise<string[]> => {
    const { findings } = await search([place], values);
    return [...new Set(findings.map(({ field }) => field))].sort();
  };

  test('the tap of an HTTP/2 server shows data, and headers that HPACK has compressed', async () => {
    const place = trafficPlace('temporal', folder, 'an-answer-of-the-server');
    assert.deepEqual(await fieldsIn(place), ['again', 'body', 'header', 'large']);
  });

  test('the raw bytes of an HTTP/2 connection show data but no headers', async () => {
    const raw = onDisk('the record', [join(folder, 'temporal')], 'PRI * HTTP/2.0');
    assert.deepEqual(await fieldsIn(raw), ['body', 'large']);
  });
});

async function request(
  session: ClientHttp2Session,
  headers: Record<string, string>,
  body: Buffer,
): Promise<void> {
  const stream = session.request({ ':method': 'POST', ':path': '/', ...headers });
  stream.end(body);
  stream.resume();
  await once(stream, 'close');
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}
