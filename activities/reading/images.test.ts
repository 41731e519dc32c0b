/** Pictures as cameras, scanners and fax programs write them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { TiffOptions } from 'sharp';
import { identityCardJpeg } from '#lending/samples/identity-card.ts';
import { readDocument } from './document-reader.ts';

const card = await identityCardJpeg({
  fullName: 'Ada Byron',
  dateOfBirth: '1990-01-01',
  description: 'A card',
});

async function read(bytes: Uint8Array, mediaType: string) {
  const answer = await readDocument(bytes, mediaType, new AbortController().signal);
  return 'reading' in answer ? answer.reading : answer.unreadable;
}

const tiff = (options: TiffOptions) => sharp(card).tiff(options).toBuffer();
const sheets = (sheet: Buffer, count: number) =>
  sharp(Array<Buffer>(count).fill(sheet), { join: { animated: true } })
    .tiff({ compression: 'lzw' })
    .toBuffer();

test('a TIFF is read in every compression of scanners, and a BigTIFF', async () => {
  const fax = sharp(card).toColourspace('b-w').tiff({ compression: 'ccittfax4', bitdepth: 1 });
  const files = [
    await tiff({ compression: 'none' }),
    await tiff({ compression: 'lzw', predictor: 'horizontal' }),
    await tiff({ compression: 'jpeg' }),
    await fax.toBuffer(),
    await tiff({ compression: 'deflate', tile: true, bigtiff: true }),
  ];
  assert.equal(files.at(-1)?.[2], 43);
  const image = { width: 856, height: 540, format: 'tiff' };
  for (const file of files) {
    const reading = await read(file, 'image/tiff');
    assert.deepEqual(reading, { pages: 1, text: '', image });
  }
});

test('all pages of a TIFF are looked at, and one of them has to be legible', async () => {
  const blank = await sharp({
    create: { width: 856, height: 540, channels: 3, background: 'white' },
  })
    .png()
    .toBuffer();
  const backOfSheet = sharp([blank, card], { join: { animated: true } }).tiff();
  const reading = await read(await backOfSheet.toBuffer(), 'image/tiff');
  assert.ok(typeof reading === 'object');
  assert.equal(reading.pages, 2);
  assert.equal(reading.image?.width, 856);
  assert.equal(await read(await sheets(blank, 2), 'image/tiff'), 'blank');
  const preview = await sharp(card).resize(160).png().toBuffer();
  assert.equal(await read(await sheets(preview, 2), 'image/tiff'), 'too-small');
});

test('a TIFF whose last pages were cut off is broken, and its directories end', async () => {
  const file = await sheets(card, 3);
  for (const share of [0.4, 0.7, 0.99])
    assert.equal(await read(file.subarray(0, file.length * share), 'image/tiff'), 'broken');
  const circle = Buffer.alloc(14);
  circle.write('II*\0\x08\0\0\0', 'latin1');
  circle.writeUInt32LE(8, 10);
  assert.equal(await read(circle, 'image/tiff'), 'too-many-pages');
});

test('a photo that was taken with the camera on its side has the size that people see', async () => {
  for (const orientation of [3, 6, 8]) {
    const photo = await sharp(card).withMetadata({ orientation }).jpeg().toBuffer();
    const reading = await read(photo, 'image/jpeg');
    assert.ok(typeof reading === 'object' && reading.image);
    const { width, height } = reading.image;
    assert.deepEqual([width, height], orientation === 3 ? [856, 540] : [540, 856]);
  }
});

test('a picture of any kind is read whole, and broken when its end is missing', async () => {
  const kinds = [
    ['image/jpeg', card],
    ['image/png', await sharp(card).png().toBuffer()],
    ['image/webp', await sharp(card).webp().toBuffer()],
    ['image/webp', await sharp(card).webp({ lossless: true }).toBuffer()],
    ['image/tiff', await tiff({ compression: 'lzw' })],
  ] as const;
  for (const [mediaType, file] of kinds) {
    assert.equal(typeof (await read(file, mediaType)), 'object', mediaType);
    for (const share of [0.2, 0.5, 0.9])
      assert.equal(
        await read(file.subarray(0, file.length * share), mediaType),
        'broken',
        mediaType,
      );
  }
});
