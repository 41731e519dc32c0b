import type { IncomingMessage } from 'node:http';
import { finished, Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import busboy from 'busboy';
import { PortalError } from '../http/errors.ts';
import type { ProblemCode } from '../http/errors.ts';

/** The one file of a form, as it arrives. */
export interface IncomingFile {
  fileName: string | undefined;
  /** The first bytes of `content`: at least the requested number, or the whole file. */
  head: Buffer;
  /**
   * Ends once the whole form has arrived and held nothing else; otherwise it fails. A consumer that
   * publishes on `end` therefore never publishes part of a damaged form.
   */
  content: Readable;
  /** Resolves at the end of the form, or rejects with the PortalError that says what was wrong. */
  whole: Promise<void>;
}

/**
 * Reads a form (multipart/form-data) that holds one file, in the field `file`, as a stream: nothing
 * of it is stored here.
 * @throws PortalError `UPLOAD_NOT_MULTIPART`, `UPLOAD_MALFORMED`, `UPLOAD_INCOMPLETE`,
 *   `UPLOAD_UNEXPECTED_PART`, `DOCUMENT_MISSING`, `DOCUMENT_EMPTY`
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

/**
 * A parser that accepts one file, and is destroyed with a PortalError at a second part or a field.
 */
function parserFor(req: IncomingMessage): busboy.Busboy {
  if (!/^multipart\/form-data\b/i.test(req.headers['content-type'] ?? '')) {
    throw new PortalError('UPLOAD_NOT_MULTIPART');
  }
  try {
    const limits = { files: 1, fields: 1, parts: 2 };
    const parser = busboy({ headers: req.headers, limits, defParamCharset: 'utf8' });
    const abortWith = (code: ProblemCode) => () => void parser.destroy(new PortalError(code));
    const unexpected = abortWith('UPLOAD_UNEXPECTED_PART');
    // A `file` part without a file name is a field: the user chose no file.
    parser.on('field', (name) => (name === 'file' ? abortWith('DOCUMENT_MISSING') : unexpected)());
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
      // Its failures are the parser's, which `whole` reports. The listener must be there at once:
      // an error without one ends the process.
      stream.on('error', () => {});
      resolve({ stream, fileName: filename });
      if (name !== 'file') parser.destroy(new PortalError('UPLOAD_UNEXPECTED_PART'));
    });
  });
}

/**
 * Pipes the request into the parser. Not `stream.pipeline`: when the parser fails, that would
 * destroy the request, and with it the connection that the response needs.
 */
function feed(req: IncomingMessage, parser: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    // Not its `close` event: the connection may have been closed before this was called, and an
    // upload that waits for ever would keep its place among the concurrent ones.
    finished(req, (error) => {
      if (error || !req.complete) parser.destroy(new PortalError('UPLOAD_INCOMPLETE'));
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
    // The consumer may have given up: the rest of the form is not needed.
    parser.destroy();
  }
}
