import { getDocumentProxy } from 'unpdf';
import { CMapFiles } from './cmaps.ts';
import { parseImage } from './images.ts';
import { maxPages, Unreadable } from './unreadable.ts';
import type { Reading } from './unreadable.ts';

/** The limit of a report (lending/stored-types.ts). */
const maxText = 200_000;

/** Reads a document. @throws Unreadable, or what the parser throws, which may quote the document */
export function parse(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<Reading> {
  return mediaType === 'application/pdf' ? parsePdf(bytes) : parseImage(bytes, mediaType);
}

/** Page after page: all at once, ten thousand empty ones exhaust the memory. */
async function parsePdf(bytes: Uint8Array<ArrayBuffer>): Promise<Reading> {
  const options = {
    verbosity: 0,
    isEvalSupported: false,
    useWorkerFetch: false,
    cMapUrl: 'cmaps/',
    BinaryDataFactory: CMapFiles,
  };
  // Before the parser takes the bytes over. The name is never encrypted or compressed itself.
  const isEncrypted = Buffer.from(bytes.buffer).includes('/Encrypt');
  const pdf = await getDocumentProxy(bytes, options).catch((error: unknown) => {
    // It wants a password, or a certificate, for which the parser has no name.
    throw isEncrypted ? new Unreadable('locked') : error;
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
