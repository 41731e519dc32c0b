/**
 * Traffic in which some values may be in some fields and nowhere else: requests to the credit
 * bureau, and the headers of the portal's answers.
 */
import { join } from 'node:path';
import type { Place } from '../search/search.ts';
import { recordsIn } from './traffic.ts';

const bureauFields = ['fullName', 'ssn', 'dateOfBirth'] as const;
const bureau = 'the traffic to the credit bureau';
const field = new RegExp(`"(${bureauFields.join('|')})":"((?:[^"\\\\]|\\\\.)*)"`, 'g');
/** The head of an HTTP/1.1 answer. */
const head = /HTTP\/1\.1 \d{3} .*?\r\n\r\n/gs;

/** @param folder of the tap */
export function placesByField(folder: string): Place[] {
  const requests = join(folder, 'credit-bureau');
  return [
    ...bureauFields.map((name) => ({
      name: `${bureau}: ${name}`,
      landmark: `${name}: `,
      mayHold: [name],
      read: () => valuesOf(name, requests),
    })),
    {
      name: `${bureau}: besides its fields`,
      landmark: 'POST /v1/identity-checks',
      read: () => besidesFields(requests),
    },
    {
      name: 'the traffic to the portal: headers of answers',
      landmark: 'Set-Cookie: ',
      read: () => headersIn(join(folder, 'portal')),
    },
  ];
}

async function* valuesOf(name: string, folder: string): AsyncGenerator<Uint8Array> {
  for await (const { toServer } of recordsIn(folder))
    for (const [, found, value] of toServer.toString().matchAll(field))
      if (found === name) yield Buffer.from(`${name}: ${value}\n`);
}

async function* besidesFields(folder: string): AsyncGenerator<Uint8Array> {
  for await (const { toServer } of recordsIn(folder))
    yield Buffer.from(toServer.toString().replace(field, '"$1":""'));
}

async function* headersIn(folder: string): AsyncGenerator<Uint8Array> {
  for await (const { fromServer } of recordsIn(folder))
    for (const [headers] of fromServer.toString('latin1').matchAll(head))
      yield Buffer.from(headers, 'latin1');
}
