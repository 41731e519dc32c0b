/** The kinds of files that a customer may send, and what a file is by its content. */
import { fileTypeFromBuffer } from 'file-type';

/** Each with the file name extensions it may have. */
const kinds = [
  { mediaType: 'application/pdf', extensions: ['pdf'] },
  { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg'] },
  { mediaType: 'image/png', extensions: ['png'] },
  { mediaType: 'image/webp', extensions: ['webp'] },
  { mediaType: 'image/tiff', extensions: ['tif', 'tiff'] },
] as const;
export type FileKind = (typeof kinds)[number];

/** How many bytes it takes to recognise a kind. */
export const headBytes = 4_100;

/** Within so many bytes a PDF begins: scanners and mail programs put lines in front of it. */
const pdfBeginsWithin = 1_024;

/**
 * The media type of a file by its first bytes, since its name and its declared type are only
 * claims. Undefined if it is not recognised.
 */
export async function detectMediaType(head: Uint8Array): Promise<string | undefined> {
  const found = await fileTypeFromBuffer(head);
  if (found) return found.mime;
  // Most scanners write a TIFF's directory after its pixels, where file-type looks for it in vain.
  if (isTiff(head)) return 'image/tiff';
  // As PDF readers do (ISO 32000-1, Annex H.3, note 13).
  const beginning = Buffer.from(
    head.buffer,
    head.byteOffset,
    Math.min(head.length, pdfBeginsWithin),
  );
  return beginning.includes('%PDF-') ? 'application/pdf' : undefined;
}

/** The byte order, and the version in it: 42, or 43 of a BigTIFF. */
function isTiff(head: Uint8Array): boolean {
  return /^(II[*+]\0|MM\0[*+])/.test(String.fromCharCode(...head.subarray(0, 4)));
}

/** The kind of a file, or undefined if it is not one that customers may send. */
export async function kindOf(head: Uint8Array): Promise<FileKind | undefined> {
  const mediaType = await detectMediaType(head);
  return kinds.find((kind) => kind.mediaType === mediaType);
}
