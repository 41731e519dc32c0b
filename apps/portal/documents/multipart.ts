import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import busboy from 'busboy';
import { PortalError } from '../http/errors.ts';
import type { ProblemCode } from '../http/errors.ts';

/** The one file of a form, while it arrives. */
export interface IncomingFile {
  fileName: string | undefined;
  /** At least the `headBytes` that were asked for, or the whole file; also the first bytes of `content`. */
  head: Buffer;
  /**
   * Ends when the whole form has arrived and held nothing else, and fails if not: whoever publishes what they read
   * when it ends publishes nothing of a damaged form.
   */
  content: Readable;
  /** Resolves with the end of the form, or rejects with the PortalError that tells what was wrong with it. */
  whole: Promise<void>;
}

/**
 * Reads a form (multipart/form-data) that holds one file, in the field `file`, as a stream: nothing of it is kept.
 * @throws PortalError `UPLOAD_NOT_MULTIPART`, `UPLOAD_MALFORMED`, `UPLOAD_INCOMPLETE`, `UPLOAD_UNEXPECTED_PART`,
 *   `DOCUMENT_MISSING`, `DOCUMENT_EMPTY`
 */
export async function receiveFile(req: IncomingMessage, headBytes: number): Promise<IncomingFile> {
  const parser = parserFor(req);
  const arrived = firstFile(parser);
  const whole = feed(req, parser);
  whole.catch(() => {});
  const missing = whole.then((): never => {
    throw new PortalError('DOCUMENT_MISSING');
  });
  const { stream, fileName } = await Promise.race([arrived, missing]);
  missing.catch(() => {});
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  const head = await firstBytes(chunks, headBytes).catch(() => Buffer.alloc(0));
  if (parser.errored) await whole;
  if (head.length === 0) throw new PortalError(fileName ? 'DOCUMENT_EMPTY' : 'DOCUMENT_MISSING');
  const content = Readable.from(contentOf(head, chunks, whole, parser), { objectMode: false });
  return { fileName, head, content, whole };
}

/** A parser that takes one part and is destroyed with a PortalError when there is another, or a field. */
function parserFor(req: IncomingMessage): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(req.headers['content-type'] ?? '')) {
    throw new PortalError('UPLOAD_NOT_MULTIPART');
  }
  try {
    const limits = { files: 1, fields: 1, parts: 2 };
    const parser = busboy({ headers: req.headers, limits, defParamCharset: 'utf8' });
    const refuse = (code: ProblemCode) => () => void parser.destroy(new PortalError(code));
    const unexpected = refuse('UPLOAD_UNEXPECTED_PART');
    // A `file` without a file name is a field: nothing was chosen.
    parser.on('field', (name) => (name === 'file' ? refuse('DOCUMENT_MISSING') : unexpected)());
    return parser.on('filesLimit', unexpected).on('partsLimit', unexpected);
  } catch {
    throw new PortalError('UPLOAD_MALFORMED');
  }
}

function firstFile(
  parser: busboy.Busboy,
): Promise<{ stream: Readable; fileName: string | undefined }> {
  return new Promise((resolve) => {
    parser.on('file', (name, stream, { filename }) => {
      // Its failures are the parser's, and `whole` tells those. Listened to from the first moment: an error that
      // nobody hears ends the process.
      stream.on('error', () => {});
      resolve({ stream, fileName: filename });
      if (name !== 'file') parser.destroy(new PortalError('UPLOAD_UNEXPECTED_PART'));
    });
  });
}

/**
 * Not `stream.pipeline`: that would destroy the request when the parser fails, and with it the connection that the
 * answer has to go through.
 */
function feed(req: IncomingMessage, parser: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    req.once('close', () => {
      if (!req.complete) parser.destroy(new PortalError('UPLOAD_INCOMPLETE'));
    });
    parser.once('close', resolve);
    parser.once('error', (error: Error) => {
      reject(error instanceof PortalError ? error : new PortalError('UPLOAD_MALFORMED'));
    });
    req.pipe(parser);
  });
}

async function firstBytes(chunks: AsyncIterator<Buffer>, wanted: number): Promise<Buffer> {
  const read: Buffer[] = [];
  for (let length = 0; length < wanted; length += read.at(-1)?.length ?? 0) {
    const next = await chunks.next();
    if (next.done) break;
    read.push(next.value);
  }
  return Buffer.concat(read);
}

async function* contentOf(
  head: Buffer,
  chunks: AsyncIterator<Buffer>,
  whole: Promise<void>,
  parser: Writable,
) {
  try {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
    await whole;
  } catch {
    await whole;
  } finally {
    // The reader gave up: the rest of the form is of no use.
    parser.destroy();
  }
}
