import exifReader from 'exif-reader';
import sharp from 'sharp';
import { extractText, getDocumentProxy } from 'unpdf';
import type { ExtractionReport } from '#lending/index.ts';

/** What is read from one document. */
export type Reading = Pick<ExtractionReport['documents'][number], 'pages' | 'text' | 'image'>;

/** The limit of a report (lending/stored-types.ts). */
const maxText = 200_000;
const maxLabel = 100;

/** Reads a document. Throws what the parser throws. */
export function parse(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<Reading> {
  return mediaType === 'application/pdf' ? parsePdf(bytes) : parseImage(bytes);
}

async function parsePdf(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
  const pdf = await getDocumentProxy(bytes, { verbosity: 0, isEvalSupported: false });
  const { totalPages, text } = await extractText(pdf);
  return { pages: totalPages, text: text.join('\n').slice(0, maxText) };
}

/** Metadata only: the pixels are not decoded, so a large image costs no memory. */
async function parseImage(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
  const { width, height, format, exif } = await sharp(bytes).metadata();
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
