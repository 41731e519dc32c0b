import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { canaryApplication } from '#infra/samples/application.ts';
import { ledgerOf, notSearched, submitted } from './ledger.ts';
import { search, type Place } from './search.ts';
import { asDate, asDigits, asMoney } from './spellings.ts';

const landmark = 'here-is-the-place';
const name = 'Zoë D’Karvolimesatu & "Sons"';
const values = [submitted('name', name), submitted('ssn', '912345678', { spell: asDigits(3, 2, 4) })];

function place(...pieces: (string | Uint8Array)[]): Place {
  const content = [landmark, ...pieces].map((piece) => Buffer.from(piece));
  return {
    name: 'a place',
    landmark,
    async *read() {
      yield* content;
    },
  };
}

async function fieldsIn(...pieces: (string | Uint8Array)[]): Promise<string[]> {
  const { findings } = await search([place(...pieces)], values);
  return [...new Set(findings.map(({ field }) => field))].sort();
}

/** Made without the code under test. */
const disguises: Record<string, string | Uint8Array> = {
  'as it is': `customer ${name}, 912345678`,
  'in capitals': `customer ZOË D’KARVOLIMESATU & "SONS", 912345678`,
  'in a JSON document': JSON.stringify({ name, ssn: '912-34-5678' }),
  'in a JSON document inside another': JSON.stringify(JSON.stringify({ name, ssn: '912 34 5678' })),
  'in a JSON document, as a buffer': JSON.stringify(Buffer.from(`${name} 912345678`)),
  'in a query': new URLSearchParams({ name, ssn: '912-34-5678' }).toString(),
  'in hex': Buffer.from(`${name} 912345678`).toString('hex'),
  'in capital hex': Buffer.from(`${name} 912345678`).toString('hex').toUpperCase(),
  'in base64': Buffer.from(`{"a":"${name}","b":"912345678"}`).toString('base64'),
  'in base64, a byte later': Buffer.from(` {"a":"${name}","b":"912345678"}`).toString('base64'),
  'in base64, two bytes later': Buffer.from(`  {"a":"${name}","b":"912345678"}`).toString('base64url'),
  'in UTF-16': Buffer.from(`${name} 912345678`, 'utf16le'),
  'compressed with gzip': gzipSync(`${name} 912345678`),
  'compressed with Zstandard': zstdCompressSync(`${name} 912345678`),
  'compressed three times': gzipSync(
    deflateSync(Buffer.concat([Buffer.from('x'), gzipSync(`${name} 912345678`)])),
  ),
  hashed: ['sha256', 'md5'].map((algorithm) => hashes(algorithm)).join(),
};

function hashes(algorithm: string): string {
  const digest = (value: string): string => createHash(algorithm).update(value).digest('hex');
  return digest(name) + digest('912345678');
}

describe('finds a value', () => {
  for (const [disguise, content] of Object.entries(disguises)) {
    test(disguise, async () =>
      assert.deepEqual(await fieldsIn('before ', content, ' after'), ['name', 'ssn']),
    );
  }

  test('as a web page escapes it', async () => {
    const whole = [submitted('name', 'Ann & <Lee>')];
    for (const page of [
      '<p>Ann &amp; &lt;Lee&gt;</p>',
      '<p>Ann &#38; &#60;Lee&#62;</p>',
      'Ann &#x26; &#x3c;Lee&#x3E;',
    ]) {
      assert.equal((await search([place(page)], whole)).findings.length, 1);
    }
  });

  test('as a date, as an amount, in other notations', async () => {
    const born = submitted('born', '04/09/1961', { spell: asDate });
    const income = submitted('income', '1,234,567.89', { spell: asMoney });
    const content = place('born 1961-04-09 or April 9, 1961; "cents":123456789; $1234567.89');
    const { findings } = await search([content], [born, income]);
    assert.deepEqual(
      findings.map(({ field }) => field),
      ['born', 'born', 'income', 'income'],
    );
  });

  test('that crosses from one piece to the next, megabytes into a stream', async () => {
    const filler = Buffer.alloc(8 * 1024 * 1024 - landmark.length - 4, '.');
    assert.deepEqual(await fieldsIn(filler, '9123', '45678', filler), ['ssn']);
  });
});

test('finds nothing where nothing is', async () => {
  assert.deepEqual(await fieldsIn('app_7h2k9m4n6p8q0r2s4t6v8w0x2y', gzipSync('approve'), '91234567 8'), []);
});

test('a place that is empty, or lacks what is known to be there, fails the search', async () => {
  const empty = { ...place(), async *read() {} };
  const other = { ...place(), landmark: 'not-there-at-all' };
  await assert.rejects(search([empty], values), /blind in: a place \(0 bytes\)/);
  await assert.rejects(search([other], values), /blind/);
});

test('a field is no finding where it belongs', async () => {
  const mail = { ...place(name, '912345678'), mayHold: ['name'] };
  const { findings } = await search([mail], values);
  assert.deepEqual([...new Set(findings.map(({ field }) => field))], ['ssn']);
});

test('a report names fields and places and repeats no value', async () => {
  const report = JSON.stringify(await search([place(name, '912345678')], values));
  assert.doesNotMatch(report, /Karvolimesatu|912345678/);
});

test('every field of an application is searched for, or it is said why not', async () => {
  const application = await canaryApplication();
  const covered = new Set([...ledgerOf(application).map(({ field }) => field), ...Object.keys(notSearched)]);
  for (const field of Object.keys(application.form)) assert.ok(covered.has(field), field);
});
