/** Values that code has hashed or turned into numbers, spelt without the code under test. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { numbersIn } from './log-numbers.ts';
import { search } from './search.ts';
import { asDate, asDigits, asMoney } from './spellings.ts';
import { submitted } from './submitted.ts';

const ssn = '912345678';
const values = [
  submitted('ssn', ssn, { spell: asDigits(3, 2, 4) }),
  submitted('born', '04/09/1961', { spell: asDate }),
  submitted('income', '1,354,507.90', { spell: asMoney }),
];

async function fieldsIn(text: string | Uint8Array): Promise<string[]> {
  const landmark = 'here-is-the-place';
  async function* read() {
    yield Buffer.concat([Buffer.from(`${landmark} "`), Buffer.from(text), Buffer.from('" after')]);
  }
  const { findings } = await search([{ name: 'a place', landmark, read }], values);
  return [...new Set(findings.map(({ field }) => field))];
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';
const rfc4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Five bits a letter, from a string of bits. */
function base32(bytes: Uint8Array, alphabet: string): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** As version 4, for code that checks its UUIDs. */
const versioned = (text: string): string => text.replace(/^(.{14}).(.{4})./, '$14$2a');

describe('the search finds a hash', () => {
  for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
    const digest = createHash(algorithm).update(ssn).digest();
    const hex = digest.toString('hex');
    const spelt: Record<string, string | Uint8Array> = {
      'as bytes': digest,
      'cut to sixteen letters of hex': hex.slice(0, 16),
      'as the second half of it, in hex': hex.slice(hex.length / 2),
      'as a UUID': uuid(hex),
      'as a UUID with a version': versioned(uuid(hex)),
      'in base64': digest.toString('base64'),
      'in base64url, after a prefix': `key_${digest.toString('base64url')}`,
      'in base 32': base32(digest, rfc4648),
      'in base 32 as references are, cut to twenty letters': `dec_${base32(digest, crockford).slice(0, 20)}`,
      'of a line': createHash(algorithm).update(`${ssn}\n`).digest('hex'),
    };
    for (const [how, text] of Object.entries(spelt))
      test(`the search finds ${algorithm} ${how}`, async () =>
        assert.deepEqual(await fieldsIn(text), ['ssn']));
  }

  test('the search finds a hash in letters where a word begins, and not inside one', async () => {
    const letters = base32(createHash('sha256').update(ssn).digest(), crockford);
    for (const before of ['', ' ', '_', '/', ':']) {
      assert.deepEqual(await fieldsIn(`${before}${letters}`), ['ssn'], before);
      assert.deepEqual(await fieldsIn(`${before}k${letters}`), [], before);
    }
  });

  test('the search does not find the hash of another value', async () => {
    for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
      const digest = createHash(algorithm).update('912345679').digest();
      const texts = [
        uuid(digest.toString('hex')),
        base32(digest, crockford),
        digest.toString('base64'),
      ];
      assert.deepEqual(await fieldsIn(texts.join(' ')), []);
    }
  });
});

test('the search finds a value in base 32, at any offset', async () => {
  for (const before of ['', 'a', 'ab', 'abc', 'abcd'])
    for (const alphabet of [crockford, rfc4648])
      assert.deepEqual(await fieldsIn(base32(Buffer.from(`${before}${ssn}..`), alphabet)), ['ssn']);
});

test('the search finds a date without separators, or as seconds or milliseconds', async () => {
  const time = Date.UTC(1961, 3, 9);
  for (const text of ['19610409', '04091961', '09041961', String(time), `"ms":${time / 1000}`])
    assert.deepEqual(await fieldsIn(text), ['born'], text);
});

test('the search does not take part of a longer number, or of hex, for a date', async () => {
  for (const text of ['119610409', '196104091', 'a19610409', '19610409f', '19610408'])
    assert.deepEqual(await fieldsIn(text), [], text);
});

test('the search finds an income among the numbers of a log, cut to whole dollars', async () => {
  const line = (ms: number): string => numbersIn(JSON.stringify({ event: 'step-done', ms }));
  for (const ms of [1354507, 1354508, 1354507.9])
    assert.deepEqual(await fieldsIn(line(ms)), ['income'], String(ms));
  assert.deepEqual(await fieldsIn(line(1354509)), []);
  assert.equal(line(999_999), '');
});
