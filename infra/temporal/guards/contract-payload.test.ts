/** Guards 1 and 2 alone: what the converter and the codec accept as a value of the contract. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { RawValue, defaultPayloadConverter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import { newReference } from '#vault/references.ts';
import { canary } from './testing/canary.ts';
import { payloadCodec } from './payload-codec.ts';
import { payloadConverter } from './payload-converter.ts';

const application = newReference('app');
const allowed = [application, 'approve', [], ['confirmed', newReference('rpt')], null, undefined];

/** Lists whose elements pass the check, and are something else when they are written. */
const turncoats = {
  'a list with a toJSON': Object.assign(['approve'], { toJSON: () => canary }),
  'a list that changes': new Proxy(['approve'], {
    get: (list, key) => (key === '0' && looks++ > 0 ? canary : (Reflect.get(list, key) as unknown)),
  }),
};
let looks = 0;

const refused: Record<string, unknown> = {
  text: canary,
  'a number': 912_34_5678,
  'an object': { ssn: canary },
  'a list in a list': [['approve']],
  'a list of data': ['approve', canary],
  'a list with a hole': new Array(1),
  'a reference and more': `${application} ${canary}`,
  'a boxed reference': Object(application),
  bytes: Buffer.from(canary),
  'a raw value': new RawValue(canary),
  'a date': new Date(0),
};

describe('the payload converter', () => {
  it('the payload converter returns what the contract allows as it was', () => {
    for (const value of allowed)
      assert.deepEqual(payloadConverter.fromPayload(payloadConverter.toPayload(value)), value);
  });

  for (const [what, value] of Object.entries(refused)) {
    it(`the payload converter refuses ${what}, with an error that does not hold it`, () => {
      assert.throws(() => payloadConverter.toPayload(value), isSilentRefusal);
    });
  }

  for (const [what, list] of Object.entries(turncoats)) {
    it(`the payload converter writes what it has checked of ${what}`, () => {
      assert.equal(text(payloadConverter.toPayload(list)), '["approve"]');
    });
  }
});

const good = payloadConverter.toPayload(application);
const lookalikes: Record<string, Payload> = {
  'other content': defaultPayloadConverter.toPayload({ ssn: canary }),
  'what a raw value holds': new RawValue(canary).payload,
  'further metadata': { ...good, metadata: { ...good.metadata, note: Buffer.from(canary) } },
  'another encoding': { ...good, metadata: { encoding: Buffer.from('binary/plain') } },
  'no metadata': { data: Buffer.from(canary) },
  'white space': json(` "${application}"`),
  'an escaped letter': json(`"${application.replace('a', '\\u0061')}"`),
  'data beside nothing': {
    metadata: { encoding: Buffer.from('binary/null') },
    data: Buffer.from(canary),
  },
  'no JSON': json(canary),
  'a field of a later SDK': { ...good, note: canary } as Payload,
};

describe('a payload of another client', () => {
  for (const [what, payload] of Object.entries(lookalikes)) {
    it(`a payload of another client with ${what} is refused by the converter and by the codec`, async () => {
      assert.throws(() => payloadConverter.fromPayload(payload), isSilentRefusal);
      await assert.rejects(payloadCodec.encode([good, payload]), isSilentRefusal);
    });
  }

  it('the codec decodes any payload, so that the converter fails the workflow and not its task', async () => {
    assert.equal(
      (await payloadCodec.decode(Object.values(lookalikes))).length,
      Object.keys(lookalikes).length,
    );
  });
});

function json(data: string): Payload {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(data) };
}

function text(payload: Payload): string {
  return Buffer.from(payload.data ?? []).toString();
}

function isSilentRefusal(error: unknown): boolean {
  const { type, nonRetryable } = error as { type?: unknown; nonRetryable?: unknown };
  return (
    type === 'NotAReference' &&
    nonRetryable === true &&
    !inspect(error, { depth: 9 }).includes(canary)
  );
}
