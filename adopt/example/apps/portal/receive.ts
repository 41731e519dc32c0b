/**
 * Reads a submission as it arrives: the fields first, then the file, which is never held as a
 * whole.
 */
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';

export interface Submission {
  fields: Record<string, string>;
  file: { content: Readable; fileName: string; mediaType: string };
}

const limits = { files: 1, fields: 10, fieldSize: 8_192, parts: 11 };

/**
 * Resolves when the file begins. `content` fails if the request does, so that a consumer that
 * publishes on its end never publishes a truncated file.
 * @throws Error for a request that is no multipart form, or has no file
 */
export function receive(req: Request): Promise<Submission> {
  return new Promise((resolve, reject) => {
    const fields: Record<string, string> = {};
    const form = busboy({ headers: req.headers, limits });
    form.on('field', (name, value: string) => (fields[name] = value));
    form.on('file', (_name, content, { filename, mimeType }) => {
      const cut = (): void => void content.destroy(new Error('The request was cut off'));
      req.once('aborted', cut).once('error', cut);
      form.once('error', cut);
      resolve({ fields, file: { content, fileName: filename || 'unnamed', mediaType: mimeType } });
    });
    form.once('error', reject);
    form.once('close', () => reject(new Error('The form has no file')));
    req.pipe(form);
  });
}
