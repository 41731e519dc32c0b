import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { DocumentDescription } from '#lending/index.ts';
import type { Readable } from 'node:stream';

/**
 * Sends a document as it is decrypted, as an attachment: uploaded by one user and opened by
 * another, it must not run as a page of this site.
 *
 * If the vault finds it altered before the first byte, that is an ordinary error; if later, the
 * connection is cut. No browser takes a download for complete that is shorter than its
 * `Content-Length`.
 * @throws what `content` fails with before the response has begun
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
