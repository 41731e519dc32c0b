/** The network traffic that the launcher's `--tap` has recorded. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { tapped } from '#infra/local/tap.ts';
import type { Place } from '../search/search.ts';
import type { Piece } from '../search/windows.ts';
import { isHttp2, readHttp2 } from './http2.ts';
import { isTls } from './tls.ts';

type Tapped = (typeof tapped)[number];

/** PostgreSQL's request for TLS: a length of 8 and the number 80877103. */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

const names: Record<Tapped, string> = {
  portal: 'the traffic to the portal',
  'credit-bureau': 'the traffic to the credit bureau',
  temporal: 'the traffic to Temporal',
  postgres: 'the traffic to PostgreSQL',
  s3: 'the traffic to S3',
  smtp: 'the traffic to the mail server',
};

/** What is known to pass. For Temporal it is a header, which shows that headers can be read. */
const landmarks: Record<Tapped, Place['landmark']> = {
  portal: 'POST /applications',
  'credit-bureau': 'POST /v1/identity-checks',
  temporal: '/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution',
  postgres: tlsRequest,
  s3: 'PUT /harbor-documents/uploads/doc_',
  smtp: 'RCPT TO:',
};

/** @param folder of the tap */
export function trafficPlaces(folder: string): Place[] {
  return (Object.keys(names) as Tapped[]).map((service) =>
    trafficPlace(service, folder, landmarks[service]),
  );
}

/**
 * One service's connections: the raw bytes and, for HTTP/2, the decompressed headers and joined
 * streams.
 */
export function trafficPlace(service: Tapped, folder: string, landmark: Place['landmark']): Place {
  const read = service === 'postgres' ? encrypted : connections;
  return { name: names[service], landmark, read: () => read(join(folder, service)) };
}

async function* connections(folder: string): AsyncGenerator<Piece> {
  for await (const { name, toServer, fromServer } of recordsIn(folder)) {
    yield { from: `${name} to the server`, bytes: toServer };
    yield { from: `${name} from the server`, bytes: fromServer };
    if (!isHttp2(toServer)) continue;
    yield* unpacked(`${name} to the server`, toServer);
    yield* unpacked(`${name} from the server`, fromServer);
  }
}

function* unpacked(name: string, bytes: Buffer): Generator<Piece> {
  const { headers, data } = readHttp2(bytes);
  yield { from: `${name}, headers`, bytes: headers };
  for (const [stream, content] of data) yield { from: `${name}, stream ${stream}`, bytes: content };
}

/**
 * @throws Error for a connection that is not TLS from its first byte: an eavesdropper could have
 *   read it
 */
async function* encrypted(folder: string): AsyncGenerator<Piece> {
  for await (const { name, toServer, fromServer } of recordsIn(folder)) {
    yield { from: `${name} to the server`, bytes: toServer };
    yield { from: `${name} from the server`, bytes: fromServer };
    const asked =
      toServer.length === 0 || toServer.subarray(0, tlsRequest.length).equals(tlsRequest);
    if (!asked || !isTls(toServer.subarray(tlsRequest.length)) || !isTls(fromServer.subarray(1)))
      throw new Error(`connection ${name} to PostgreSQL is not TLS`);
  }
}

interface Connection {
  name: string;
  toServer: Buffer;
  fromServer: Buffer;
}

/** What each connection has sent and received. */
export async function* recordsIn(folder: string): AsyncGenerator<Connection> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('-to-server')).sort();
  for (const file of files) {
    const name = file.replace('-to-server', '');
    const read = (direction: string): Promise<Buffer> =>
      readFile(join(folder, `${name}-${direction}`));
    yield {
      name: `connection ${Number(name)}`,
      toServer: await read('to-server'),
      fromServer: await read('from-server'),
    };
  }
}
