import exifReader from 'exif-reader';
import sharp from 'sharp';
import { countTiffPages } from './tiff-pages.ts';
import { Unreadable } from './unreadable.ts';
import type { Reading } from './unreadable.ts';

type Image = NonNullable<Reading['image']>;

/** Larger than any camera's picture: 80 million pixels are 240 MB. Of one page. */
const maxPixels = 80_000_000;
/** In pixels of the shorter and the longer side; on less, no card can be read. */
const legible = { shorter: 200, longer: 300 };
/** Of 255. Paper that is photographed blank has less contrast, and any print more. */
const minContrast = 3;
/** Of what a camera says about itself. */
const maxLabel = 100;

/**
 * Decodes every pixel of every page, in little memory: a header alone says nothing of a picture
 * that was cut. The empty back of a sheet and a preview beside the picture are no fault, as long as
 * one page can be read.
 * @throws Unreadable, or what the parser throws, which may quote the document
 */
export async function parseImage(bytes: Uint8Array, mediaType: string): Promise<Reading> {
  const pages = mediaType === 'image/tiff' ? countTiffPages(bytes) : 1;
  let image: Image | undefined;
  let reason: Unreadable['reason'] = 'too-small';
  for (let page = 0; page < pages; page += 1) {
    const seen = await lookAt(bytes, page);
    if (seen.isBlank) reason = 'blank';
    if (!seen.isSmall && !seen.isBlank) image ??= seen.image;
  }
  if (!image) throw new Unreadable(reason);
  return { pages, text: '', image };
}

async function lookAt(bytes: Uint8Array, page: number) {
  const options = { failOn: 'truncated', limitInputPixels: maxPixels, page } as const;
  const { autoOrient, format, exif } = await sharp(bytes, options).metadata();
  // As it is looked at, and not as the camera was held.
  const { width, height } = autoOrient;
  const [shorter = 0, longer = 0] = [width, height].sort((one, other) => one - other);
  const small = sharp(bytes, options).resize(256, 256, { fit: 'inside' }).greyscale();
  const { channels } = await sharp(await small.png().toBuffer()).stats();
  const image: Image = { width, height, format, ...(exif ? cameraOf(exif) : {}) };
  const isSmall = shorter < legible.shorter || longer < legible.longer;
  return { image, isSmall, isBlank: !isSmall && (channels[0]?.stdev ?? 0) < minContrast };
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
