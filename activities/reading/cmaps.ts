import { readFile } from 'node:fs/promises';

const folder = new URL('cmaps/', import.meta.resolve('pdfjs-dist/package.json'));
const fileName = /^[\w-]{1,40}\.bcmap$/;

/**
 * The tables that turn the codes of a Chinese, Japanese or Korean font into letters, for a PDF that
 * does not bring its font along. pdf.js asks for each by name when a page needs it; it is read from
 * the disk and from nowhere else.
 */
export class CMapFiles {
  /** @throws Error for whatever else pdf.js asks for, which it then goes without */
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== 'cMapUrl' || !fileName.test(filename)) throw new Error('Not a CMap');
    return new Uint8Array(await readFile(new URL(filename, folder)));
  }
}
