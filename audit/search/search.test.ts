import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { canaryApplication } from '#lending/samples/application.ts';
import { ledgerOf, notSearched } from '../ledger/ledger.ts';
import { submitted } from './submitted.ts';
import { search, type Place } from './search.ts';
import { asDate, asDigits, asMoney, asPhone } from './spellings.ts';

const landmark = 'here-is-the-place';
/** No word of it is long enough to be searched for by itself, so only a known encoding is found. */
const name = 'Zoë D’Karvolimes & "Sons"';
const values = [
  submitted('name', name),
  submitted('ssn', '912345678', { spell: asDigits(3, 2, 4) }),
];

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

/** Produced without the code under test. */
const disguises: Record<string, string | Uint8Array> = {
  'in plain text': `customer ${name}, 912345678`,
  'in capitals': `customer ZOË D’KARVOLIMES & "SONS", 912345678`,
  'in a JSON document': JSON.stringify({ name, ssn: '912-34-5678' }),
  'in a JSON document inside another': JSON.stringify(JSON.stringify({ name, ssn: '912 34 5678' })),
  'in a JSON document, as a buffer': JSON.stringify(Buffer.from(`${name} 912345678`)),
  'in a query': new URLSearchParams({ name, ssn: '912-34-5678' }).toString(),
  'in hex': Buffer.from(`${name} 912345678`).toString('hex'),
  'in capital hex': Buffer.from(`${name} 912345678`).toString('hex').toUpperCase(),
  'in base64': Buffer.from(`{"a":"${name}","b":"912345678"}`).toString('base64'),
  'in base64, a byte later': Buffer.from(` {"a":"${name}","b":"912345678"}`).toString('base64'),
  'in base64, two bytes later': Buffer.from(`  {"a":"${name}","b":"912345678"}`).toString(
    'base64url',
  ),
  'in UTF-16': Buffer.from(`${name} 912345678`, 'utf16le'),
  'that is compressed with gzip': gzipSync(`${name} 912345678`),
  'that is compressed with Zstandard': zstdCompressSync(`${name} 912345678`),
  'that is compressed three times': gzipSync(
    deflateSync(Buffer.concat([Buffer.from('x'), gzipSync(`${name} 912345678`)])),
  ),
  'that is hashed and cut to the length of a reference': [name, '912345678']
    .map((value) => `dec_${createHash('sha256').update(value).digest('hex').slice(0, 26)}`)
    .join(),
  'that is hashed': ['sha256', 'md5'].map((algorithm) => hashes(algorithm)).join(),
  'that is hashed as JSON': hash('sha256', JSON.stringify(name)) + hash('sha256', '"912345678"'),
  'that is compressed, in base64, in a JSON document': JSON.stringify({
    data: gzipSync(`${name} 912345678`).toString('base64'),
  }),
  'in UTF-16, in base64': Buffer.from(`${name} 912345678`, 'utf16le').toString('base64'),
  'in an encoded URL inside another': encodeURIComponent(
    `/back?${new URLSearchParams({ to: name, ssn: '912-34-5678' }).toString()}`,
  ),
  'with each byte encoded as in a URL': everyByte('%'),
  'with each byte escaped': everyByte('\\x'),
  'as a program prints a buffer': `${inspect(Buffer.from(name))} ${inspect(Buffer.from('912345678'))}`,
  'as Go prints bytes': `[${[...Buffer.from(name)].join(' ')}] [${[...Buffer.from('912345678')].join(' ')}]`,
  'as Go quotes a string': 'name:"Zo\\u00eb D\\u2019Karvolimes & \\"Sons\\"" ssn:"912345678"',
  'as Python prints bytes': String.raw`b'Zo\xc3\xab D\xe2\x80\x99Karvolimes & "Sons" 912345678'`,
  'as protobuf prints text': String.raw`data:"Zo\303\253 D\342\200\231Karvolimes & \"Sons\" 912345678"`,
  'as PostgreSQL escapes bytes': String.raw`Zo\303\253 D\342\200\231Karvolimes & "Sons" 912345678`,
  'as PostgreSQL writes bytes in hex': `\\x${Buffer.from(`${name} 912345678`).toString('hex')}`,
  'as Rust prints a string': String.raw`"Zo\u{eb} D\u{2019}Karvolimes & "Sons"" "912345678"`,
  'as a mail has it: quoted-printable, in short lines': [
    'Zo=C3=AB D=E2=80=99Karvo=',
    'limes & "So=',
    'ns" 9123=',
    '45678',
  ].join('\r\n'),
  'as a mail has it: base64, in lines of 76': lines(base64Text()).join('\r\n'),
  'as a mail has it, in a JSON document': JSON.stringify(lines(base64Text()).join('\r\n')),
  'in a ZIP archive': zip(`${name} 912345678`),
  'in pieces, as HTTP sends a body': httpChunks(`customer ${name}, ssn 912345678`),
};

/** Base64 whose line breaks fall inside the values. */
function base64Text(): string {
  return Buffer.from(`${'x'.repeat(50)}${name}${'y'.repeat(22)}912345678`).toString('base64');
}
function lines(text: string): string[] {
  return text.match(/.{1,76}/g) ?? [];
}

function hash(algorithm: string, value: string): string {
  return createHash(algorithm).update(value).digest('hex');
}

function hashes(algorithm: string): string {
  return hash(algorithm, name) + hash(algorithm, '912345678');
}

function everyByte(before: string): string {
  const hex = Buffer.from(`${name} 912345678`).toString('hex').toUpperCase();
  return hex.replace(/../g, (byte) => before + byte);
}

/** A local file header as `zip` writes it, and the file. */
function zip(text: string): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\u0003\u0004', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(5, 26);
  return Buffer.concat([header, Buffer.from('a.txt'), deflateRawSync(text)]);
}

function httpChunks(text: string): string {
  return ['', ...(text.match(/.{1,13}/gsu) ?? [])]
    .map((piece) => piece && `\r\n${Buffer.byteLength(piece).toString(16)}\r\n${piece}`)
    .join('');
}

describe('the search', () => {
  for (const [disguise, content] of Object.entries(disguises)) {
    test(`the search finds a value ${disguise}`, async () =>
      assert.deepEqual(await fieldsIn('before ', content, ' after'), ['name', 'ssn']));
  }

  test('the search finds a value as a web page escapes it', async () => {
    const whole = [submitted('name', 'Ann & <Lee>')];
    for (const page of [
      '<p>Ann &amp; &lt;Lee&gt;</p>',
      '<p>Ann &#38; &#60;Lee&#62;</p>',
      'Ann &#x26; &#x3c;Lee&#x3E;',
    ]) {
      assert.equal((await search([place(page)], whole)).findings.length, 1);
    }
  });

  test('the search finds a date and an amount in other notations', async () => {
    const born = submitted('born', '04/09/1961', { spell: asDate });
    const income = submitted('income', '1,234,567.89', { spell: asMoney });
    const content = place('born 1961-04-09 or April 9, 1961; "cents":123456789; $1234567.89');
    const { findings } = await search([content], [born, income]);
    assert.deepEqual(
      findings.map(({ field }) => field),
      ['born', 'born', 'income', 'income'],
    );
  });

  test('the search finds a value in compressed data in a line of base64 that is megabytes long', async () => {
    const file = gzipSync(
      Buffer.from(`${randomBytes(3_000_000).toString('hex')} ${name}, 912345678`),
    );
    assert.deepEqual(await fieldsIn(`"data":"${file.toString('base64')}"`), ['name', 'ssn']);
  });

  test('the search finds a value with characters that forms escape and URLs need not', async () => {
    const phone = [submitted('phone', '(415) 555-0133', { spell: asPhone })];
    for (const sent of [
      'phone=%28415%29+555-0133',
      '?phone=%28415%29%20555-0133',
      '?phone=(415)%20555-0133',
    ])
      assert.equal((await search([place(sent)], phone)).findings.length, 1);
  });

  test('the search finds a value that crosses two pieces, megabytes into a stream', async () => {
    const filler = Buffer.alloc(8 * 1024 * 1024 - landmark.length - 4, '.');
    assert.deepEqual(await fieldsIn(filler, '9123', '45678', filler), ['ssn']);
  });
});

test('the search reports the first location of a finding in each form', async () => {
  const from = (file: string, text: string) => ({ from: file, bytes: Buffer.from(text) });
  const files = {
    ...place(),
    async *read() {
      yield from('a.txt', `${landmark} no more`);
      yield from('b.txt', 'ssn: 912345678');
      yield { from: 'c.gz', bytes: Buffer.concat([Buffer.from('...'), gzipSync('912-34-5678')]) };
    },
  };
  const { findings } = await search([files], values);
  assert.deepEqual(
    findings.flatMap(({ at }) => at),
    [
      { from: 'b.txt', offset: 5 },
      { from: 'c.gz', offset: 3 },
    ],
  );
});

test('the search finds nothing where there is no value', async () => {
  assert.deepEqual(
    await fieldsIn('app_7h2k9m4n6p8q0r2s4t6v8w0x2y', gzipSync('approve'), '91234567 8'),
    [],
  );
});

test('a place that is empty or lacks its landmark fails the search', async () => {
  const empty = { ...place(), async *read() {} };
  const other = { ...place(), landmark: 'not-there-at-all' };
  await assert.rejects(search([empty], values), /blind in: a place \(0 bytes\)/);
  await assert.rejects(search([other], values), /blind/);
});

test('the search reports no field in a place that may hold it', async () => {
  const mail = { ...place(name, '912345678'), mayHold: ['name'] };
  const { findings } = await search([mail], values);
  assert.deepEqual([...new Set(findings.map(({ field }) => field))], ['ssn']);
});

test('a search report names fields and places and repeats no value', async () => {
  const report = JSON.stringify(await search([place(name, '912345678')], values));
  assert.doesNotMatch(report, /Karvolimes|912345678/);
});

test('every field of an application is searched for, or excluded with a reason', async () => {
  const application = await canaryApplication();
  const covered = new Set([
    ...ledgerOf(application).map(({ field }) => field),
    ...Object.keys(notSearched),
  ]);
  for (const field of Object.keys(application.form)) assert.ok(covered.has(field), field);
});
