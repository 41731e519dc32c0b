import exifReader from 'exif-reader';
import sharp from 'sharp';
import { getDocumentProxy } from 'unpdf';
import type { ExtractionReport } from '#lending/index.ts';

type ReadDocument = ExtractionReport['documents'][number];

/** What is read from one document. */
export type Reading = Pick<ReadDocument, 'pages' | 'text' | 'image'>;
export type UnreadableReason = NonNullable<ReadDocument['unreadable']>;

/** Nothing can be read from the document, for a reason that a person can act on. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(reason);
    this.reason = reason;
  }
}

/** The limit of a report (lending/stored-types.ts). */
const maxText = 200_000;
const maxPages = 500;
const maxLabel = 100;

/** Larger than any camera's picture: 80 million pixels are 240 MB. */
const maxPixels = 80_000_000;
/** In pixels of the shorter and the longer side; on less, no card can be read. */
const legible = { shorter: 200, longer: 300 };
/** Of 255. Paper that is photographed blank has less contrast, and any print more. */
const minContrast = 3;

/** Reads a document. @throws Unreadable, or what the parser throws, which may quote the document */
export function parse(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<Reading> {
  return mediaType === 'application/pdf' ? parsePdf(bytes) : parseImage(bytes);
}

/** Page after page: all at once, ten thousand empty ones exhaust the memory. */
async function parsePdf(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
  const options = { verbosity: 0, isEvalSupported: false };
  const pdf = await getDocumentProxy(bytes, options).catch((error: unknown) => {
    const isLocked = (error as { name?: unknown }).name === 'PasswordException';
    throw isLocked ? new Unreadable('locked') : error;
  });
  if (pdf.numPages > maxPages) throw new Unreadable('too-many-pages');
  let text = '';
  for (let number = 1; number <= pdf.numPages && text.length < maxText; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    for (const item of items) if ('str' in item) text += item.str + (item.hasEOL ? '\n' : '');
    text += '\n';
    page.cleanup();
  }
  text = text.trim().slice(0, maxText);
  if (text === '') throw new Unreadable('no-text');
  return { pages: pdf.numPages, text };
}

/** Decodes every pixel, in little memory: a header alone says nothing of a picture that was cut. */
async function parseImage(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
  const options = { failOn: 'truncated', limitInputPixels: maxPixels } as const;
  const { autoOrient, format, exif } = await sharp(bytes, options).metadata();
  const { width, height } = autoOrient;
  const [shorter = 0, longer = 0] = [width, height].sort((one, other) => one - other);
  if (shorter < legible.shorter || longer < legible.longer) throw new Unreadable('too-small');
  const small = sharp(bytes, options).resize(256, 256, { fit: 'inside' }).greyscale();
  const { channels } = await sharp(await small.png().toBuffer()).stats();
  if ((channels[0]?.stdev ?? 0) < minContrast) throw new Unreadable('blank');
  return { pages: 1, text: '', image: { width, height, format, ...(exif ? cameraOf(exif) : {}) } };
}

/** When a photo was taken and with what device, as far as its EXIF data tells. */
function cameraOf(exif: Buffer): { takenAt?: string; device?: string } {
  try {
    const { Photo, Image } = exifReader(exif);
    const taken = Photo?.DateTimeOriginal;
    const device = [Image?.Make, Image?.Model].filter((part) => typeof part === 'string').join(' ');
    return {
      ...(taken instanceof Date ? { takenAt: taken.toISOString() } : {}),
      ...(device ? { device: device.replace(/[^\x20-\x7e]/g, '').slice(0, maxLabel) } : {}),
    };
  } catch {
    // Cameras and editors often write malformed EXIF; the image itself is readable.
    return {};
  }
}
