import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { DocumentDescription } from '#lending/index.ts';
import type { Readable } from 'node:stream';

/**
 * Sends a document as it is decrypted, to be saved and not to be shown: uploaded by one person and opened by another,
 * it must not run as a page of ours.
 *
 * If the vault finds it altered before the first byte, that is an ordinary error; if later, the connection is cut.
 * With fewer bytes than `Content-Length` promised, no browser takes it for complete.
 * @throws what `content` fails with, while an error can still be told
 */
export async function sendDocument(
  res: Response,
  document: DocumentDescription & { content: Readable },
): Promise<void> {
  const { content, fileName, mediaType, bytes } = document;
  if (res.destroyed) return void content.destroy();
  await once(content, 'readable');
  res.attachment(fileName);
  res.set({
    'Content-Type': mediaType,
    'Content-Length': String(bytes),
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'Accept-Ranges': 'none',
  });
  await pipeline(content, res);
}
